package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.ControlSubject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who writes: the channel on which every writer is announced, imports too. */
@ContractSuite
class ControlContractTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PERSIST_ONLY = 2;

  private final ContractClient client;
  private final Group group;
  private final ChannelMessage control;

  ControlContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
    group = client.createGroup("g");
    control = client.retrieveByNames("sy_node_1_control").get(0);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void theChannelIsInternalVirtualAndLeasedToItsNode() {
    assertThat(control.getInternal()).isTrue();
    assertThat(control.getVirtual()).isTrue();
    assertThat(control.getDataType()).isEqualTo("string");
    assertThat(control.getIndex()).isZero();
    assertThat(control.getLeaseholder()).isEqualTo(1);
  }

  @Test
  @HeldFrom("0.55.0")
  void aStreamBeginsWithAllThatIsHeld() {
    // Given
    ContractWriter writer = importer(T0, "holder");

    // When
    List<JsonNode> transfers = transfers(client.openStreamer(control));

    // Then
    assertThat(transfers).allMatch(one -> one.has("to") && !one.has("from"));
    assertThat(transfers)
        .extracting(one -> one.at("/to/subject/name").asText())
        .contains("cesium_internal_control_digest");
    assertThat(mine(transfers))
        .containsExactlyInAnyOrder(
            "-> holder " + key(group.index()) + " 255", "-> holder " + key(group.data()) + " 255");
    writer.close();
  }

  @Test
  @HeldFrom("0.55.0")
  void anImportIsAnnouncedAtItsOpeningAndReleasedAfterAllOfItIsReadable() {
    // Given
    ContractStreamer streamer = client.openStreamer(control);
    transfers(streamer);

    for (int i = 0; i < 20; i++) {
      // When
      long first = 1000L * (20 - i);
      ContractWriter writer = importer(T0 + first * MILLISECOND, "kit");
      List<String> opened = next(streamer, 2);
      writer.write(group, milliseconds(first, 100), counting(first, 100));
      writer.close();
      List<String> released = next(streamer, 2);

      // Then
      assertThat(opened)
          .containsExactlyInAnyOrder(
              "-> kit " + key(group.index()) + " 255", "-> kit " + key(group.data()) + " 255");
      assertThat(released)
          .containsExactlyInAnyOrder(
              "kit " + key(group.index()) + " 255 ->", "kit " + key(group.data()) + " 255 ->");
      assertThat(ContractIterator.read(client, 0, Long.MAX_VALUE, group.index()))
          .hasSize(100 * (i + 1));
    }
  }

  @Test
  @HeldFrom("0.55.0")
  void aChannelWrittenAloneIsAnnouncedAlone() {
    // Given
    ChannelMessage late = client.createData("late", "float64", group.index());
    importRows(0, 5);
    ContractStreamer streamer = client.openStreamer(control);
    transfers(streamer);

    // When
    ContractWriter writer =
        client.openWriter(
            c -> c.setMode(PERSIST_ONLY).setStart(T0).setControlSubject(subject("alone")), late);
    writer.write(on(late, counting(0, 5)));
    writer.close();

    // Then
    // The writer before may still be announced.
    assertThat(nextOf("alone", streamer, 2))
        .containsExactly("-> alone " + key(late) + " 255", "alone " + key(late) + " 255 ->");
  }

  @Test
  @HeldFrom("0.55.0")
  void controlPassesFromHolderToHolderInOneTransfer() {
    // Given
    ContractStreamer streamer = client.openStreamer(control);
    transfers(streamer);
    ContractWriter low =
        client.openWriter(
            c -> c.addAuthorities(10).setControlSubject(subject("low")), group.index());
    assertThat(next(streamer, 1)).containsExactly("-> low " + key(group.index()) + " 10");

    // When
    ContractWriter high =
        client.openWriter(
            c -> c.addAuthorities(200).setControlSubject(subject("high")), group.index());
    high.close();
    low.close();

    // Then
    String index = key(group.index()) + " ";
    assertThat(next(streamer, 3))
        .containsExactly(
            "low " + index + "10 -> high " + index + "200",
            "high " + index + "200 -> low " + index + "10",
            "low " + index + "10 ->");
  }

  @Test
  @HeldFrom("0.55.0")
  void whoeverIsRefusedOrWithoutControlIsNotAnnounced() {
    // Given
    importRows(0, 5);
    ContractWriter live =
        client.openWriter(
            c -> c.setStart(T0 + 1000 * MILLISECOND).setControlSubject(subject("live")),
            group.index(),
            group.data());
    ContractStreamer streamer = client.openStreamer(control);
    transfers(streamer);

    // When
    ContractWriter unauthorized =
        ContractWriter.start(
            client,
            c -> c.setStart(T0 + 2000 * MILLISECOND).setErrOnUnauthorized(true),
            group.index(),
            group.data());
    Refusal.of(unauthorized.status()).hasType("sy.control.unauthorized");
    importRows(500, 5);
    live.close();
    ContractWriter inside = ContractWriter.start(client, c -> c, group.index(), group.data());
    Refusal.of(inside.status()).hasType("sy.validation");
    importRows(600, 5);

    // Then
    assertThat(next(streamer, 6))
        .filteredOn(text -> text.startsWith("live") || text.startsWith("-> kit"))
        .hasSize(4);
  }

  private void importRows(long first, int count) {
    ContractWriter writer = importer(T0 + first * MILLISECOND, "kit");
    writer.write(group, milliseconds(first, count), counting(first, count));
    writer.close();
  }

  private ContractWriter importer(long start, String name) {
    return client.openWriter(
        c -> c.setMode(PERSIST_ONLY).setStart(start).setControlSubject(subject(name)),
        group.index(),
        group.data());
  }

  private static ControlSubject subject(String name) {
    return ControlSubject.newBuilder().setName(name).build();
  }

  /** Transfers on the channels of this test, until there are so many; others are passed over. */
  private List<String> next(ContractStreamer streamer, int count) {
    return nextOf("", streamer, count);
  }

  /** The next transfers of a writer. */
  private List<String> nextOf(String subject, ContractStreamer streamer, int count) {
    List<String> found = new ArrayList<>();
    while (found.size() < count) {
      mine(transfers(streamer)).stream().filter(t -> t.contains(subject)).forEach(found::add);
    }
    return found;
  }

  private List<String> mine(List<JsonNode> transfers) {
    List<String> texts = new ArrayList<>();
    for (JsonNode one : transfers) {
      JsonNode any = one.has("to") ? one.get("to") : one.get("from");
      if (any.at("/resource").asLong() >= Math.min(key(group.index()), key(group.data()))) {
        texts.add((text(one.path("from")) + " -> " + text(one.path("to"))).strip());
      }
    }
    return texts;
  }

  private static String text(JsonNode state) {
    return state.isMissingNode()
        ? ""
        : state.at("/subject/name").asText()
            + " "
            + state.at("/resource").asLong()
            + " "
            + state.at("/authority").asInt();
  }

  private List<JsonNode> transfers(ContractStreamer streamer) {
    ByteBuffer data = streamer.frame().only(key(control)).data().duplicate();
    byte[] text = new byte[data.order(ByteOrder.LITTLE_ENDIAN).getInt()];
    data.get(text);
    assertThat(data.hasRemaining()).as("more than one sample").isFalse();
    try {
      List<JsonNode> transfers = new ArrayList<>();
      JSON.readTree(new String(text, StandardCharsets.UTF_8))
          .get("transfers")
          .forEach(transfers::add);
      return transfers;
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static long key(ChannelMessage channel) {
    return Integer.toUnsignedLong(channel.getKey());
  }
}
