package io.synnaxconnect.source.reader;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.OTHER_GROUP;
import static io.synnaxconnect.telem.Telemetry.OTHER_TIME;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.stamps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.StoredContext;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.offset.SourcePartition;
import io.synnaxconnect.source.FakeCluster;
import io.synnaxconnect.source.Sessions;
import io.synnaxconnect.source.buffer.GroupStart;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.plan.SideTopicOptions;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.StartFrom;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

/** Where groups begin. The streams of these tests are opened at 5,000 ns. */
class StartOffsetsTest {

  private static final List<IndexGroup> BOTH = List.of(GROUP, OTHER_GROUP);

  private final FakeCluster cluster = new FakeCluster();
  private final Map<Map<String, ?>, Map<String, Object>> stored = new HashMap<>();

  @Test
  void latestIsAfterTheLastStoredRow() throws Exception {
    // Given
    cluster.store(GROUP, row(GROUP, TIME, 300));

    // When
    Map<Long, GroupStart> starts = of(StartFrom.LATEST, GROUP);

    // Then
    assertThat(start(starts, 1).position()).isEqualTo(new TimeStamp(300));
    assertThat(start(starts, 1).since()).isEqualTo(new TimeStamp(5_000));
    assertThat(start(starts, 1).channels()).isEqualTo(ChannelKeyRanges.of(List.of(2L, 3L)));
  }

  @Test
  void latestLeavesNothingOutThatIsWrittenFromTheFirstStartOn() throws Exception {
    // Given: a row that is stored between the first start and the look
    cluster.store(GROUP, row(GROUP, TIME, 5_003));

    // When
    Map<Long, GroupStart> starts = of(StartFrom.LATEST, GROUP);

    // Then
    assertThat(start(starts, 1).position()).isEqualTo(new TimeStamp(4_999));
  }

  @Test
  void aNewGroupStartsAtItsFirstRow() throws Exception {
    // Given
    cluster.store(GROUP, row(GROUP, TIME, 300));

    // When
    Map<Long, GroupStart> starts = of(new StartFrom(null, Map.of(), Set.of(1L)), GROUP);

    // Then
    assertThat(start(starts, 1).position()).isNull();
  }

  @Test
  void latestOfAnEmptyGroupIsItsFirstRow() throws Exception {
    // When
    Map<Long, GroupStart> starts = of(StartFrom.LATEST, GROUP);

    // Then
    assertThat(start(starts, 1).position()).isNull();
  }

  @Test
  void earliestIsTheFirstRow() throws Exception {
    // Given
    cluster.store(GROUP, row(GROUP, TIME, 300));

    // When
    Map<Long, GroupStart> starts = of(StartFrom.EARLIEST, GROUP);

    // Then
    assertThat(start(starts, 1).position()).isNull();
    assertThat(start(starts, 1).since()).isEqualTo(TimeStamp.MIN);
  }

  @Test
  void anInstantIsTheFirstTimestamp() throws Exception {
    // When
    Map<Long, GroupStart> starts = of(new StartFrom(new TimeStamp(200)), GROUP);

    // Then
    assertThat(start(starts, 1).position()).isEqualTo(new TimeStamp(199));
  }

  @Test
  void aStoredOffsetWins() throws Exception {
    // Given
    cluster.store(GROUP, row(GROUP, TIME, 300));
    store(GROUP, Map.of("v", "1", "position", "100", "since", "50", "channels", "2-3"));

    // When
    Map<Long, GroupStart> starts = of(StartFrom.LATEST, GROUP);

    // Then
    assertThat(start(starts, 1).position()).isEqualTo(new TimeStamp(100));
    assertThat(start(starts, 1).since()).isEqualTo(new TimeStamp(50));
  }

  @Test
  void aGroupWithoutOffsetBeginsWhenTheConnectorFirstRan() throws Exception {
    // Given
    cluster.store(OTHER_GROUP, row(OTHER_GROUP, OTHER_TIME, 300));
    store(GROUP, Map.of("v", "1", "position", "100", "since", "50"));

    // When
    Map<Long, GroupStart> starts = of(StartFrom.LATEST, OTHER_GROUP);

    // Then
    assertThat(start(starts, 11).position()).isEqualTo(new TimeStamp(49));
  }

  @Test
  void aGroupThatAppearsLaterBeginsWithItsFirstRow() throws Exception {
    // Given
    cluster.store(OTHER_GROUP, row(OTHER_GROUP, OTHER_TIME, 300));
    StartOffsets startOffsets = checkpoints(StartFrom.LATEST);
    open(startOffsets, Sessions.session(0, GROUP));

    // When
    Map<Long, GroupStart> starts =
        startOffsets.of(Sessions.session(1, GROUP, OTHER_GROUP), () -> BOTH);

    // Then
    assertThat(starts).containsOnlyKeys(11L);
    assertThat(start(starts, 11).position()).isNull();
  }

  @Test
  void anotherClusterBeginsWhereTheOneBeforeEnded() throws Exception {
    // Given
    cluster.store(GROUP, row(GROUP, TIME, 300));
    StartOffsets startOffsets = checkpoints(StartFrom.LATEST);
    open(startOffsets, Sessions.session(0, GROUP));
    startOffsets.onStreamEnd(250);

    // When
    Map<Long, GroupStart> starts =
        startOffsets.of(new StreamSession(1, "cluster-b", 6_000, List.of(GROUP)), () -> BOTH);

    // Then
    assertThat(start(starts, 1).position()).isEqualTo(new TimeStamp(249));
  }

  /** Also when rows are stored between the two, and although time has passed. */
  @Test
  void aStreamWhoseOpeningFailedLetsTheNextOneBeginAtTheSamePlace() throws Exception {
    // Given
    cluster.store(GROUP, row(GROUP, TIME, 300));
    StartOffsets startOffsets = checkpoints(StartFrom.LATEST);
    Map<Long, GroupStart> first = startOffsets.of(Sessions.session(0, GROUP), () -> BOTH);
    startOffsets.onStreamEnd(6_000);

    // When
    cluster.store(GROUP, row(GROUP, TIME, 400));
    Map<Long, GroupStart> second = startOffsets.of(Sessions.session(1, GROUP), () -> BOTH);

    // Then
    assertThat(start(second, 1)).isEqualTo(start(first, 1));
    assertThat(Objects.requireNonNull(second.get(1L)).isAtNewest()).isFalse();
    assertThat(start(second, 1).position()).isEqualTo(new TimeStamp(300));
  }

  private static void open(StartOffsets startOffsets, StreamSession session) throws Exception {
    startOffsets.of(session, () -> BOTH);
    startOffsets.onOpened(session);
  }

  @Test
  void anUnreadableOffsetIsRefused() {
    // Given
    store(GROUP, Map.of("v", "2"));

    // When / Then
    assertThatThrownBy(() -> of(StartFrom.LATEST, GROUP))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("The stored offset of index group 1 cannot be used.");
  }

  private Map<Long, GroupStart> of(StartFrom startFrom, IndexGroup group) throws Exception {
    return checkpoints(startFrom).of(Sessions.session(0, group), () -> BOTH);
  }

  private static SourceOffset start(Map<Long, GroupStart> starts, long groupKey) {
    return Objects.requireNonNull(starts.get(groupKey)).offset();
  }

  private StartOffsets checkpoints(StartFrom startFrom) {
    SourceTaskOptions options =
        new SourceTaskOptions(
            10,
            Duration.ofMillis(100),
            5_000,
            0,
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            Duration.ofMillis(10),
            Duration.ofMillis(10),
            StreamerOptions.DEFAULT,
            true,
            startFrom,
            new DeliveryOptions(
                60_000_000_000L, 30_000_000_000L, 300_000_000_000L, 0, false, Long.MAX_VALUE),
            SideTopicOptions.NONE,
            false);
    return new StartOffsets(cluster, new StoredContext(Map.of(), stored), options);
  }

  private void store(IndexGroup group, Map<String, Object> offset) {
    stored.put(new SourcePartition("cluster-a", group.indexKey()).toMap(), offset);
  }

  private static Rows row(IndexGroup group, Channel index, long nanos) {
    return Rows.indexed(group, new Rows.Column(index, stamps(0, nanos), 0), List.of(), 1, 0);
  }
}
