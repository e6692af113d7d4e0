package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.AliasSetServiceGrpc;
import io.synnaxconnect.proto.ColorMessage;
import io.synnaxconnect.proto.KVSetServiceGrpc;
import io.synnaxconnect.proto.RangeAliasesSetRequest;
import io.synnaxconnect.proto.RangeMessage;
import io.synnaxconnect.proto.RangePropertiesSetRequest;
import io.synnaxconnect.proto.RangePropertyMessage;
import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.TimeRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ranges of a cluster through the client that we ship. */
@ContractSuite
class ProductionRangesContractTest {

  private static final long SECOND = 1_000_000_000L;

  private final ContractClient admin;
  private final SynnaxClient client;

  ProductionRangesContractTest(ClusterUnderTest cluster) {
    admin = ContractClient.logIn(cluster);
    client = SynnaxClient.create(ProductionClientContractTest.options(cluster, cluster.password()));
  }

  @AfterEach
  void close() {
    client.close();
    admin.close();
  }

  @Test
  void findsRangesByNameInOrderOfStart() {
    // Given
    String second = create(admin.range("run", 30, 40));
    String first = create(admin.range("run", 10, 20));

    // When
    List<Range> found = client.ranges().byNames(List.of(admin.name("run"), admin.name("nobody")));

    // Then
    assertThat(found)
        .containsExactly(
            new Range(first, admin.name("run"), TimeRange.ofNanos(10 * SECOND, 20 * SECOND), ""),
            new Range(second, admin.name("run"), TimeRange.ofNanos(30 * SECOND, 40 * SECOND), ""));
    assertThat(client.ranges().all()).containsAll(found);
    assertThat(client.ranges().byNames(List.of())).isEmpty();
  }

  @Test
  void findsRangesByKeyAndSaysWhichIsMissing() {
    // Given
    String run = create(admin.range("run", 10, 20));
    String nobody = UUID.randomUUID().toString();

    // Then
    assertThat(client.ranges().byKeys(List.of(run))).extracting(Range::key).containsExactly(run);
    assertThatThrownBy(() -> client.ranges().byKeys(List.of(run, nobody)))
        .isInstanceOfSatisfying(
            SynnaxException.class,
            e -> assertThat(e.code()).isEqualTo(SynnaxException.Code.NOT_FOUND))
        .hasMessageContaining(nobody);
  }

  @Test
  void readsColors() {
    // Given
    String opaque = create(admin.range("a", 10, 20).setColor(orange(1)));
    String half = create(admin.range("b", 10, 20).setColor(orange(0.5)));

    // Then
    assertThat(client.ranges().byKeys(List.of(opaque)).get(0).color()).isEqualTo("#ff8800");
    assertThat(client.ranges().byKeys(List.of(half)).get(0).color()).isEqualTo("#ff880080");
  }

  @Test
  void readsPropertiesAndAliases() {
    // Given
    String run = create(admin.range("run", 10, 20));
    Group group = admin.createGroup("g");
    setProperty(run, "stand", "A");
    RangeAliasesSetRequest aliases =
        RangeAliasesSetRequest.newBuilder()
            .setRange(run)
            .putAliases(group.data().getKey(), "chamber pressure")
            .build();
    admin.unary(AliasSetServiceGrpc.getExecMethod(), aliases);

    // Then
    assertThat(client.ranges().properties(run)).isEqualTo(Map.of("stand", "A"));
    assertThat(client.ranges().aliases(run))
        .isEqualTo(Map.of(Integer.toUnsignedLong(group.data().getKey()), "chamber pressure"));
    assertThat(client.ranges().properties(UUID.randomUUID().toString())).isEmpty();
  }

  @Test
  @HeldFrom("0.55.0")
  void hearsOfChangedRangesAndProperties() throws InterruptedException {
    // Given
    try (Streamer signals = client.openRangeSignals()) {

      // When
      String run = create(admin.range("run", 10, 20));

      // Then
      assertThat(signals.read(Duration.ofSeconds(60))).isNotNull();

      // When
      setProperty(run, "stand", "A");

      // Then
      assertThat(signals.read(Duration.ofSeconds(60))).isNotNull();
    }
  }

  private String create(RangeMessage.Builder range) {
    return admin.createRanges(range).get(0).getKey();
  }

  private void setProperty(String rangeKey, String key, String value) {
    RangePropertyMessage pair =
        RangePropertyMessage.newBuilder().setRange(rangeKey).setKey(key).setValue(value).build();
    admin.unary(
        KVSetServiceGrpc.getExecMethod(),
        RangePropertiesSetRequest.newBuilder().addPairs(pair).build());
  }

  private static ColorMessage orange(double alpha) {
    return ColorMessage.newBuilder().setRed(255).setGreen(136).setAlpha(alpha).build();
  }
}
