package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.AliasDeleteServiceGrpc;
import io.synnaxconnect.proto.AliasListServiceGrpc;
import io.synnaxconnect.proto.AliasSetServiceGrpc;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.ColorMessage;
import io.synnaxconnect.proto.KVDeleteServiceGrpc;
import io.synnaxconnect.proto.KVGetServiceGrpc;
import io.synnaxconnect.proto.KVSetServiceGrpc;
import io.synnaxconnect.proto.RangeAliasesDeleteRequest;
import io.synnaxconnect.proto.RangeAliasesRequest;
import io.synnaxconnect.proto.RangeAliasesSetRequest;
import io.synnaxconnect.proto.RangeMessage;
import io.synnaxconnect.proto.RangePropertiesDeleteRequest;
import io.synnaxconnect.proto.RangePropertiesRequest;
import io.synnaxconnect.proto.RangePropertiesSetRequest;
import io.synnaxconnect.proto.RangePropertyMessage;
import io.synnaxconnect.proto.RangeRenameRequest;
import io.synnaxconnect.proto.RangeRenameServiceGrpc;
import io.synnaxconnect.proto.RangeRetrieveRequest;
import io.synnaxconnect.proto.RangeRetrieveServiceGrpc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a cluster says of ranges, of their properties and aliases, and of changes. */
@ContractSuite
class RangeContractTest {

  private static final long SECOND = 1_000_000_000L;

  private final ContractClient client;

  RangeContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void severalRangesMayHaveOneName() {
    // Given
    RangeMessage first = client.createRanges(client.range("run", 10, 20)).get(0);
    RangeMessage second = client.createRanges(client.range("run", 30, 40)).get(0);

    // When
    List<RangeMessage> found = named(client.name("run"), client.name("nobody"));

    // Then
    assertThat(found).containsExactlyInAnyOrder(first, second);
    assertThat(first.getTimeRange().getStart()).isEqualTo(10 * SECOND);
    assertThat(first.getTimeRange().getEnd()).isEqualTo(20 * SECOND);
    assertThat(UUID.fromString(first.getKey())).hasToString(first.getKey());
  }

  @Test
  void aMissingNameIsNoErrorAndAMissingKeyFailsAll() {
    // Given
    RangeMessage run = client.createRanges(client.range("run", 10, 20)).get(0);
    String nobody = UUID.randomUUID().toString();

    // Then
    assertThat(named(client.name("nobody"))).isEmpty();
    assertThat(keyed(run.getKey())).containsExactly(run);
    assertRefused("sy.query.not_found---", () -> keyed(run.getKey(), nobody));
    assertRefused("---", () -> keyed("no UUID"));
  }

  @Test
  void aRequestWithoutKeysAndNamesBringsAllRanges() {
    // Given
    RangeMessage run = client.createRanges(client.range("run", 10, 20)).get(0);

    // Then
    assertThat(retrieve(RangeRetrieveRequest.getDefaultInstance())).contains(run);
  }

  @Test
  void aRangeHasANameAndEndsNotBeforeItStarts() {
    assertRefused("sy.validation", () -> client.createRanges(client.range("run", 20, 10)));
    assertRefused(
        "sy.validation", () -> client.createRanges(client.range("run", 10, 20).setName("")));
    assertThat(client.createRanges(client.range("run", 10, 10))).hasSize(1);
  }

  @Test
  @HeldFrom("0.55.0")
  void oneCreateCallIsOneFrameOfDescriptions() {
    // Given
    ContractStreamer streamer = signals("sy_range_set");

    // When
    List<RangeMessage> made =
        client.createRanges(
            client.range("a", 10, 20).setColor(color(255, 136, 0, 1)), client.range("b", 30, 40));

    // Then
    assertThat(texts(streamer, made.get(0).getKey()))
        .containsExactlyInAnyOrder(
            json(
                made.get(0),
                "10000000000",
                "20000000000",
                ",\"color\":{\"r\":255,\"g\":136,\"b\":0,\"a\":1}"),
            json(made.get(1), "30000000000", "40000000000", client.cluster().colorOfUncolored()));
  }

  private static String json(RangeMessage range, String start, String end, String color) {
    return "{\"key\":\"%s\",\"name\":\"%s\",\"time_range\":{\"start\":\"%s\",\"end\":\"%s\"}%s}"
        .formatted(range.getKey(), range.getName(), start, end, color);
  }

  @Test
  @HeldFrom("0.55.0")
  void aRangeThatIsCreatedAgainUnderItsKeyIsReplacedAndSignalled() {
    // Given
    RangeMessage run = client.createRanges(client.range("run", 10, 9_000_000_000L)).get(0);
    ContractStreamer streamer = signals("sy_range_set");

    // When
    client.createRanges(client.range("run", 10, 20).setKey(run.getKey()));

    // Then
    assertThat(texts(streamer, run.getKey()))
        .singleElement()
        .asString()
        .contains("\"20000000000\"");
    assertThat(keyed(run.getKey()).get(0).getTimeRange().getEnd()).isEqualTo(20 * SECOND);
  }

  @Test
  @HeldFrom("0.56.0")
  void aRenameIsSignalledAsTheWholeRange() {
    // Given
    RangeMessage run = client.createRanges(client.range("run", 10, 20)).get(0);
    ContractStreamer streamer = signals("sy_range_set");

    // When
    RangeRenameRequest request =
        RangeRenameRequest.newBuilder().setKey(run.getKey()).setName(client.name("other")).build();
    client.unary(RangeRenameServiceGrpc.getExecMethod(), request);

    // Then
    assertThat(texts(streamer, run.getKey()))
        .singleElement()
        .asString()
        .contains(client.name("other"), "\"20000000000\"");
    assertThat(named(client.name("run"))).isEmpty();
  }

  @Test
  void oneDeleteCallIsOneFrameOfSixteenBytesForEachRange() {
    // Given
    List<RangeMessage> made =
        client.createRanges(client.range("a", 10, 20), client.range("b", 30, 40));
    List<String> keys = made.stream().map(RangeMessage::getKey).toList();
    ContractStreamer streamer = signals("sy_range_delete");

    // When
    client.deleteRanges(keys);

    // Then
    assertThat(keysWith(streamer, keys.get(0))).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(named(client.name("a"), client.name("b"))).isEmpty();
    client.deleteRanges(keys);
  }

  @Test
  @HeldFrom("0.55.0")
  void propertiesAreTextsByKey() {
    // Given
    RangeMessage run = client.createRanges(client.range("run", 10, 20)).get(0);
    ContractStreamer sets = signals("sy_range_kv_set");
    ContractStreamer deletes = signals("sy_range_kv_delete");

    // When
    setProperties(run, "stand", "A", "operator", "Kim");
    setProperties(run, "stand", "B");
    client.unary(
        KVDeleteServiceGrpc.getExecMethod(),
        RangePropertiesDeleteRequest.newBuilder()
            .setRange(run.getKey())
            .addKeys("operator")
            .build());

    // Then
    assertRefused("sy.query.not_found---", () -> properties(run, "stand", "operator"));
    assertThat(properties(run, "stand")).containsExactly(property(run, "stand", "B"));
    assertThat(properties(run)).containsExactly(property(run, "stand", "B"));
    assertThat(texts(sets, run.getKey()))
        .containsExactlyInAnyOrder(
            "{\"range\":\"%s\",\"key\":\"stand\",\"value\":\"A\"}".formatted(run.getKey()),
            "{\"range\":\"%s\",\"key\":\"operator\",\"value\":\"Kim\"}".formatted(run.getKey()));
    assertThat(texts(deletes, run.getKey())).containsExactly(run.getKey() + "<--->operator");
  }

  @Test
  void theClusterKeepsThePropertiesOfADeletedRange() {
    // Given
    RangeMessage run = client.createRanges(client.range("run", 10, 20)).get(0);
    setProperties(run, "stand", "A");

    // When
    client.deleteRanges(List.of(run.getKey()));

    // Then
    assertThat(properties(run)).containsExactly(property(run, "stand", "A"));
    assertThat(aliases(UUID.randomUUID().toString())).isEmpty();
  }

  @Test
  @HeldFrom("0.55.0")
  void aliasesNameChannelsInARange() {
    // Given
    RangeMessage run = client.createRanges(client.range("run", 10, 20)).get(0);
    Group group = client.createGroup("g");
    ContractStreamer sets = signals("sy_range_alias_set");
    ContractStreamer deletes = signals("sy_range_alias_delete");

    // When
    RangeAliasesSetRequest set =
        RangeAliasesSetRequest.newBuilder()
            .setRange(run.getKey())
            .putAliases(group.data().getKey(), "chamber pressure")
            .build();
    client.unary(AliasSetServiceGrpc.getExecMethod(), set);
    List<String> listed = aliases(run.getKey());
    RangeAliasesDeleteRequest delete =
        RangeAliasesDeleteRequest.newBuilder()
            .setRange(run.getKey())
            .addChannels(group.data().getKey())
            .build();
    client.unary(AliasDeleteServiceGrpc.getExecMethod(), delete);

    // Then
    assertThat(listed).containsExactly("chamber pressure");
    assertThat(aliases(run.getKey())).isEmpty();
    assertThat(texts(sets, run.getKey()))
        .containsExactly(
            "{\"range\":\"%s\",\"channel\":%d,\"alias\":\"chamber pressure\"}"
                .formatted(run.getKey(), Integer.toUnsignedLong(group.data().getKey())));
    assertThat(texts(deletes, run.getKey()))
        .singleElement()
        .asString()
        .contains(run.getKey(), Integer.toUnsignedString(group.data().getKey()));
  }

  @Test
  void signalsAreFreeInternalChannels() {
    assertThat(client.retrieveByNames("sy_range_set", "sy_range_kv_set", "sy_range_alias_set"))
        .hasSize(3)
        .allSatisfy(
            channel -> {
              assertThat(channel.getDataType()).isEqualTo("json");
              assertThat(channel.getVirtual()).isTrue();
              assertThat(channel.getInternal()).isTrue();
            });
    assertThat(client.retrieveByNames("sy_range_delete").get(0).getDataType()).isEqualTo("uuid");
    assertThat(client.retrieveByNames("sy_range_kv_delete", "sy_range_alias_delete"))
        .extracting(ChannelMessage::getDataType)
        .containsExactly("string", "string");
  }

  private static ColorMessage color(int red, int green, int blue, double alpha) {
    return ColorMessage.newBuilder()
        .setRed(red)
        .setGreen(green)
        .setBlue(blue)
        .setAlpha(alpha)
        .build();
  }

  private static void assertRefused(String text, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(StatusRuntimeException.class).hasMessageContaining(text);
  }

  private List<RangeMessage> retrieve(RangeRetrieveRequest request) {
    return client.unary(RangeRetrieveServiceGrpc.getExecMethod(), request).getRangesList();
  }

  private List<RangeMessage> named(String... names) {
    return retrieve(RangeRetrieveRequest.newBuilder().addAllNames(List.of(names)).build());
  }

  private List<RangeMessage> keyed(String... keys) {
    return retrieve(RangeRetrieveRequest.newBuilder().addAllKeys(List.of(keys)).build());
  }

  private void setProperties(RangeMessage range, String... keysAndValues) {
    RangePropertiesSetRequest.Builder request = RangePropertiesSetRequest.newBuilder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      request.addPairs(property(range, keysAndValues[i], keysAndValues[i + 1]));
    }
    client.unary(KVSetServiceGrpc.getExecMethod(), request.build());
  }

  private static RangePropertyMessage property(RangeMessage range, String key, String value) {
    return RangePropertyMessage.newBuilder()
        .setRange(range.getKey())
        .setKey(key)
        .setValue(value)
        .build();
  }

  private List<RangePropertyMessage> properties(RangeMessage range, String... keys) {
    RangePropertiesRequest request =
        RangePropertiesRequest.newBuilder()
            .setRange(range.getKey())
            .addAllKeys(List.of(keys))
            .build();
    return client.unary(KVGetServiceGrpc.getExecMethod(), request).getPairsList();
  }

  private List<String> aliases(String rangeKey) {
    RangeAliasesRequest request = RangeAliasesRequest.newBuilder().setRange(rangeKey).build();
    return List.copyOf(
        client.unary(AliasListServiceGrpc.getExecMethod(), request).getAliasesMap().values());
  }

  private ContractStreamer signals(String name) {
    return client.openStreamer(client.retrieveByNames(name).get(0));
  }

  /** Others may change ranges of a real cluster too: looks for a frame about ours. */
  private static List<String> texts(ContractStreamer streamer, String about) {
    return frame(
        streamer,
        about,
        in -> {
          byte[] text = new byte[in.getInt()];
          in.get(text);
          return new String(text, StandardCharsets.UTF_8);
        });
  }

  private static List<String> keysWith(ContractStreamer streamer, String key) {
    return frame(
        streamer,
        key,
        in -> {
          in.order(ByteOrder.BIG_ENDIAN);
          return new UUID(in.getLong(), in.getLong()).toString();
        });
  }

  private static List<String> frame(
      ContractStreamer streamer, String about, Function<ByteBuffer, String> sample) {
    while (true) {
      List<String> samples = new ArrayList<>();
      for (WireSeries series : streamer.frame().series()) {
        ByteBuffer in = series.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
          samples.add(sample.apply(in));
        }
      }
      if (samples.stream().anyMatch(text -> text.contains(about))) {
        return samples;
      }
    }
  }
}
