package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.CapturedLog;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.config.SynnaxSourceTaskConfig;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.source.ranges.RangeList;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records wait for the ranges that they name, but not without end. */
@Timeout(120)
class TaskRangesTest {

  private static final Duration MOMENT = Duration.ofMillis(10);

  private final FakeCluster cluster = new FakeCluster();
  private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final List<RangeList> sent = new CopyOnWriteArrayList<>();
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private @Nullable TaskRanges ranges;

  @AfterEach
  void close() {
    if (ranges != null) {
      ranges.close();
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void recordsWaitForTheFirstList() throws Exception {
    // Given
    cluster.ranges().fail(new SynnaxException(Code.UNREACHABLE, "away"));
    TaskRanges waiting = start("record.ranges", "true");
    assertThat(waiting.awaitFirst(MOMENT)).isFalse();

    // When
    cluster.ranges().fail(null);

    // Then
    awaitEnd(waiting);
  }

  @Test
  void recordsDoNotWaitForWhatIsRefused() {
    // Given
    cluster.ranges().fail(new SynnaxException(Code.ACCESS_DENIED, "no"));

    // Then: by the clock of the task no time passes
    awaitEnd(start("record.ranges", "true"));
  }

  @Test
  void recordsDoNotWaitWithoutEnd() throws Exception {
    // Given
    cluster.ranges().fail(new SynnaxException(Code.UNREACHABLE, "away"));
    TaskRanges waiting = start("record.ranges", "true");
    assertThat(waiting.awaitFirst(MOMENT)).isFalse();

    // When
    nowNanos.addAndGet(Duration.ofSeconds(30).toNanos());

    // Then
    try (CapturedLog log = new CapturedLog()) {
      assertThat(waiting.awaitFirst(MOMENT)).isTrue();
      assertThat(waiting.awaitFirst(MOMENT)).isTrue();
      assertThat(log.lines("The ranges of the cluster are not known yet")).hasSize(1);
    }
  }

  @Test
  void nobodyWaitsForTheRecordsOfRanges() throws Exception {
    // Given
    cluster.ranges().fail(new SynnaxException(Code.UNREACHABLE, "away"));

    // Then
    assertThat(start("ranges.topic", "ranges").awaitFirst(MOMENT)).isTrue();
    assertThat(sent).isEmpty();
  }

  @Test
  void namesAloneCostNoRequestsForProperties() {
    // Given
    cluster.ranges().create("Hotfire 12", 1, 2);

    // When
    awaitEnd(start("record.ranges", "true"));

    // Then
    assertThat(cluster.ranges().propertyRequests()).isZero();
    assertThat(sent).isEmpty();
  }

  private static void awaitEnd(TaskRanges waiting) {
    await().atMost(Duration.ofMinutes(1)).until(() -> waiting.awaitFirst(MOMENT));
  }

  private TaskRanges start(String... changes) {
    Map<String, String> properties = ConfigFixtures.with(changes);
    properties.put("task.id", "0");
    properties.put("task.groups", "1");
    TaskEnvironment environment =
        new TaskEnvironment(InstantSource.system(), nowNanos::get, () -> 0.5, Thread::new);
    TaskRanges made =
        new TaskRanges(
            cluster,
            new SynnaxSourceTaskConfig(properties).plan(),
            environment,
            new FrameConverter(RecordOptions.DEFAULT),
            sent::add,
            errors::add);
    ranges = made;
    made.start();
    return made;
  }
}
