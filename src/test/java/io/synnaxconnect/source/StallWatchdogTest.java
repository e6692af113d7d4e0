package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.group.FixedDelivery;
import io.synnaxconnect.source.group.TaskGroup;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.ShownGauges;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.StatusEvent;
import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In virtual time, with a limit of 80 seconds. */
class StallWatchdogTest {

  private static final long SECOND = 1_000_000_000L;

  private final FakeCluster cluster = new FakeCluster();
  private final List<String> reopened = new ArrayList<>();
  private final ShownGauges gauges = new ShownGauges();
  private final MetricSet metrics = MetricSet.ofTask(gauges);
  private final StatusQueue status = new StatusQueue(true, () -> 0, () -> {});
  private final FixedDelivery delivery = new FixedDelivery();
  private final TaskGroup group = group(Telemetry.GROUP, delivery);
  private @Nullable StreamSession standing = session(1);
  private StallWatchdog watchdog = watchdog(Runnable::run);
  private long attendedNanos;
  private long nowNanos;
  private long movesInLine;

  @Test
  void opensTheStreamAnewAndThenFailsWithASentence() {
    // Given
    store(Telemetry.GROUP, 200);
    metrics.register();

    // When
    attend(135);

    // Then
    assertThat(delivery.probes).isEqualTo(1);
    assertThat(reopened).hasSize(1);
    assertThat(gauges.values())
        .containsEntry("synnax-stalls-total{}", 1L)
        .containsEntry("synnax-groups-stalled{}", 1L)
        .hasEntrySatisfying(
            "synnax-stalled-ms{}",
            millis -> assertThat(millis.longValue()).isBetween(120_000L, 135_000L));
    assertThat(status.next())
        .extracting(StatusEvent::kind, StatusEvent::subject)
        .containsExactly(Kind.STREAM_STALLED, "c1");
    standing = session(2);
    assertThatThrownBy(() -> attend(100))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("stall.timeout.ms")
        .hasMessageContaining("'c1' (1)")
        .hasMessageContaining("1970-01-01T00:00:00.0000001")
        .hasMessageContaining("restart the task");
  }

  @Test
  void leavesATaskAloneThatDelivers() {
    // Given
    store(Telemetry.GROUP, 100_000);

    // When
    for (int i = 0; i < 100; i++) {
      attend(70);
      delivery.positionNanos++;
    }

    // Then
    assertThat(reopened).isEmpty();
  }

  @Test
  void leavesATaskAloneForWhichNothingIsStored() {
    // When
    attend(100_000);

    // Then
    assertThat(reopened).isEmpty();
    assertThat(delivery.probes).isZero();
  }

  @Test
  void timeThatKafkaTakesDoesNotCount() {
    // Given
    store(Telemetry.GROUP, 200);

    // When: an hour passes between every two polls
    for (int i = 0; i < 30; i++) {
      attend(1);
      nowNanos += 3600 * SECOND;
    }

    // Then
    assertThat(cluster.historyRanges).isEmpty();
  }

  @Test
  void rowsThatWaitForKafkaAreNoStall() {
    // Given
    store(Telemetry.GROUP, 200);
    group.setQueued(true);

    // When
    attend(1_000);

    // Then
    assertThat(cluster.historyRanges).isEmpty();
  }

  @Test
  void timeWithoutAStreamDoesNotCount() {
    // Given
    store(Telemetry.GROUP, 200);
    standing = null;

    // When
    attend(10_000);

    // Then
    assertThat(cluster.historyRanges).isEmpty();
  }

  @Test
  void aGroupThatWaitsForItsGapsIsNoStall() {
    // Given
    store(Telemetry.GROUP, 200);
    delivery.isToMove = false;

    // When
    attend(1_000);

    // Then
    assertThat(cluster.historyRanges).isEmpty();
  }

  @Test
  void aGroupThatWaitsForItsTurnInHistoryIsNoStall() {
    // Given
    store(Telemetry.GROUP, 200);

    // When
    for (int i = 0; i < 100; i++) {
      movesInLine++;
      attend(30);
    }

    // Then
    assertThat(cluster.historyRanges).isEmpty();
  }

  @Test
  void aClusterThatDoesNotAnswerSaysNothing() {
    // Given
    store(Telemetry.GROUP, 200);
    for (int i = 0; i < 1_000; i++) {
      cluster.failHistory(new SynnaxException(Code.UNREACHABLE, "nobody there"));
    }

    // Then
    assertThatCode(() -> attend(10_000)).doesNotThrowAnyException();
    assertThat(reopened).isEmpty();
  }

  @Test
  void anotherClusterBehindTheAddressSaysNothing() {
    // Given
    store(Telemetry.GROUP, 200);
    cluster.becomes("cluster-b");

    // Then
    assertThatCode(() -> attend(10_000)).doesNotThrowAnyException();
    assertThat(reopened).isEmpty();
  }

  @Test
  void looksAtOneGroupAfterTheOther() {
    // Given
    List<Runnable> looks = new ArrayList<>();
    watchdog = watchdog(looks::add);
    TaskGroup other = group(Telemetry.OTHER_GROUP, new FixedDelivery());

    // When
    for (int i = 0; i < 100; i++) {
      tick(1, List.of(group, other));
    }

    // Then
    assertThat(looks).hasSize(1);
    looks.get(0).run();
    tick(2, List.of(group, other));
    assertThat(looks).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 300, 1_000, 10_000})
  void findsTheOneStalledGroupAmongManyIdleOnesInTime(int idleGroups) {
    // Given
    store(Telemetry.GROUP, 200);
    List<TaskGroup> served = new ArrayList<>();
    for (int i = 0; i < idleGroups; i++) {
      IndexGroup idle = new IndexGroup(Telemetry.OTHER_TIME, List.of(Telemetry.OTHER_DATA));
      served.add(new TaskGroup(new GroupId("cluster-a", 1_000 + i), idle, new FixedDelivery()));
    }
    served.add(group);

    // When
    int ticks = 0;
    while (reopened.isEmpty() && ticks < 1_000_000) {
      tickFifth(served);
      ticks++;
    }

    // Then: half the limit, a turn of all groups, the limit once more, and the pauses of queries
    int turn = Math.max(80 / 2, idleGroups / 5);
    assertThat(ticks / 5).isLessThanOrEqualTo(80 / 2 + turn + 80 + 20);
  }

  private void tickFifth(List<TaskGroup> served) {
    attendedNanos += SECOND / 5;
    nowNanos += SECOND / 5;
    watchdog.tick(new StallWatchdog.Moment(served, standing, movesInLine, attendedNanos, nowNanos));
  }

  private StallWatchdog watchdog(Executor looker) {
    return new StallWatchdog(
        cluster,
        looker,
        reopened::add,
        new Reporting(metrics, status),
        new DeliveryOptions(60 * SECOND, 30 * SECOND, 80 * SECOND, 0, false, Long.MAX_VALUE));
  }

  /** Lets time pass in which the task is asked for records, second by second. */
  private void attend(int seconds) {
    for (int i = 0; i < seconds; i++) {
      tick(1, List.of(group));
    }
  }

  private void tick(long seconds, List<TaskGroup> served) {
    attendedNanos += seconds * SECOND;
    nowNanos += seconds * SECOND;
    watchdog.tick(new StallWatchdog.Moment(served, standing, movesInLine, attendedNanos, nowNanos));
  }

  private void store(IndexGroup of, long stampNanos) {
    Rows.Column stamps =
        new Rows.Column(Objects.requireNonNull(of.index()), Telemetry.stamps(0, stampNanos), 0);
    cluster.store(of, Rows.indexed(of, stamps, List.of(), 1, stampNanos));
  }

  private static TaskGroup group(IndexGroup of, FixedDelivery delivery) {
    return new TaskGroup(new GroupId("cluster-a", of.groupKey()), of, delivery);
  }

  private static StreamSession session(long number) {
    return new StreamSession(
        number, "cluster-a", 0, List.of(Telemetry.GROUP, Telemetry.OTHER_GROUP));
  }
}
