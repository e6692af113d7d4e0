package io.synnaxconnect.source.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.offset.SourcePartition;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.ShownGauges;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StalestGroupsTest {

  private static final String CLUSTER = "cluster";

  private final ShownGauges gauges = new ShownGauges();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final TaskEnvironment environment =
      new TaskEnvironment(() -> now, () -> TimeStamp.of(now).nanos(), () -> 0, Thread::new);
  private final StalestGroups stalest = new StalestGroups(gauges, environment);

  @Test
  void showsTheTenWhosePositionsAreTheOldest() {
    // Given: group n is n minutes behind
    List<TaskGroup> groups = new ArrayList<>();
    IntStream.rangeClosed(1, 30).forEach(n -> groups.add(group(n, "index_" + n, 60L * n)));

    // When
    update(groups);

    // Then
    assertThat(gauges.values()).hasSize(StalestGroups.SHOWN);
    assertThat(gauges.values())
        .containsEntry("synnax-position-lag-ms{index-key=30, index=index_30}", 30 * 60_000L)
        .containsEntry("synnax-position-lag-ms{index-key=21, index=index_21}", 21 * 60_000L);
  }

  @Test
  void growsWhileNothingIsDeliveredAndNobodyPolls() {
    // Given
    update(List.of(group(1, "time", 5)));

    // When
    now = now.plusSeconds(100);

    // Then
    assertThat(gauges.values())
        .isEqualTo(Map.of("synnax-position-lag-ms{index-key=1, index=time}", 105_000L));
  }

  @Test
  void groupsThatAreEquallyStaleDoNotTakeEachOthersPlace() {
    // Given
    List<TaskGroup> first = new ArrayList<>();
    IntStream.rangeClosed(1, 10).forEach(n -> first.add(group(n, "index_" + n, 3)));
    update(first);
    var before = List.copyOf(gauges.values().keySet());
    List<TaskGroup> all = new ArrayList<>();
    IntStream.rangeClosed(11, 30).forEach(n -> all.add(group(n, "index_" + n, 5)));
    all.addAll(first);

    // When
    now = now.plusSeconds(1);
    update(all);

    // Then
    assertThat(gauges.values().keySet()).containsExactlyElementsOf(before);
  }

  @Test
  void followsAGroupThatVanishesAndAnIndexThatIsRenamed() {
    // Given
    update(List.of(group(1, "time", 5), group(2, "clock", 6)));

    // When
    now = now.plusSeconds(20);
    update(List.of(group(2, "clock_of_old", 6)));

    // Then
    assertThat(gauges.values().keySet())
        .containsExactly("synnax-position-lag-ms{index-key=2, index=clock_of_old}");
  }

  @Test
  void leavesOutWhatHasNoPositionAndBearsAnyPosition() {
    // When
    stalest.update(
        List.of(
            group(1, "nothing yet", (TimeStamp) null),
            group(2, "distant past", new TimeStamp(Long.MIN_VALUE + 1)),
            group(3, "distant future", new TimeStamp(Long.MAX_VALUE))),
        environment.nowNanos());

    // Then
    assertThat(gauges.values()).hasSize(2);
    assertThat(gauges.values().get("synnax-position-lag-ms{index-key=2, index=distant past}"))
        .isEqualTo(now.toEpochMilli() - TimeUnit.NANOSECONDS.toMillis(Long.MIN_VALUE + 1));
    assertThat(gauges.values().get("synnax-position-lag-ms{index-key=3, index=distant future}"))
        .isEqualTo(0L);
  }

  private void update(List<TaskGroup> groups) {
    stalest.update(groups, environment.nowNanos());
  }

  private TaskGroup group(long key, String index, long secondsBehind) {
    return group(key, index, TimeStamp.of(now.minusSeconds(secondsBehind)));
  }

  private TaskGroup group(long key, String index, @Nullable TimeStamp position) {
    Channel channel = new Channel(key, index, "timestamp", key, true, false, false, "");
    IndexGroup group = new IndexGroup(channel, List.of(channel));
    SourceOffset offset = new SourceOffset(position, null, ChannelKeyRanges.NONE, List.of());
    LiveProgress progress = new LiveProgress(new SourcePartition(CLUSTER, key), offset, 0);
    MetricSet metrics = MetricSet.ofTask(gauges);
    return new TaskGroup(
        new GroupId(CLUSTER, key),
        group,
        new LiveDelivery(
            progress,
            new TaskReport(new Reporting(metrics, StatusQueue.UNWANTED), stalest, environment)));
  }
}
