package io.synnaxconnect.source.reader;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.OTHER_GROUP;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.data;
import static io.synnaxconnect.telem.Telemetry.stamps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.source.FakeCluster;
import io.synnaxconnect.source.Sessions;
import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.buffer.HistoryResult;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.source.runtime.TaskName;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HistoryWorkerTest {

  private final FakeCluster cluster = new FakeCluster();
  private final AtomicLong nanoTime = new AtomicLong();
  private final StreamSession session = Sessions.session(0, GROUP, OTHER_GROUP);
  private final FrameBuffer buffer = new FrameBuffer(300);
  private final HistoryWorker worker =
      new HistoryWorker(
          cluster,
          new TaskName("test", "0"),
          new ReadRate(0),
          buffer,
          (channel, timestamp, refusal) -> {},
          new TaskEnvironment(InstantSource.system(), nanoTime::get, () -> 0, Thread::new),
          2);

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void noReadingStaysOpenWhileAllThreadsWaitForRoom() throws Exception {
    // Given: nobody takes what was read
    store(GROUP, 100, 200, 300);
    submit(GROUP, 0);
    await().until(() -> buffer.usedBytes() > buffer.maxBytes() / 2);

    // When
    submit(OTHER_GROUP, 0);
    submit(OTHER_GROUP, 1);
    nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());

    // Then
    await().until(() -> cluster.openReadings() == 0);
  }

  @Test
  void aReadingThatIsRenewedReadsOnlyItsOwnCluster() throws Exception {
    // Given
    cluster.readBlocksOf(2);
    store(GROUP, 100, 200, 300, 400, 500, 600);
    submit(GROUP, 0);
    long last = lastNanos(takeResult());

    // When
    cluster.becomes("cluster-b");
    nanoTime.addAndGet(HistoryCursor.MAX_OPEN_NANOS);
    submit(GROUP, last + 1);

    // Then
    assertThat(takeResult().failure()).hasMessageContaining("Another cluster answers");
  }

  @Test
  void aRequestThatFreesMemoryNeedsNone() throws Exception {
    // Given: what was read uses the room, and all threads wait for more
    store(GROUP, 100, 200, 300);
    store(OTHER_GROUP, 100);
    submit(GROUP, 0);
    await().until(() -> buffer.usedBytes() > buffer.maxBytes() / 2);
    submit(GROUP, 1);
    submit(GROUP, 2);
    submit(GROUP, 3);

    // When
    TimeRange range = TimeRange.ofNanos(0, 1_000);
    HistoryRequest channels = new HistoryRequest(Purpose.CHANNELS, OTHER_GROUP, range);
    worker.submit(session, OTHER_GROUP, channels, true);

    // Then
    assertThat(buffer.take(Duration.ofSeconds(30))).isNotNull();
    HistoryResult next =
        (HistoryResult) Objects.requireNonNull(buffer.take(Duration.ofSeconds(30)));
    assertThat(next.request()).isEqualTo(channels);
  }

  private void submit(IndexGroup group, long fromNanos) {
    TimeRange range = TimeRange.ofNanos(fromNanos, 1_000);
    worker.submit(session, group, new HistoryRequest(Purpose.FOLLOWING, group, range), false);
  }

  private HistoryResult takeResult() throws InterruptedException {
    HistoryResult result =
        (HistoryResult) Objects.requireNonNull(buffer.take(Duration.ofSeconds(30)));
    buffer.releaseHistory(result.costBytes());
    return result;
  }

  private static long lastNanos(HistoryResult result) {
    return Objects.requireNonNull(result.answer()).rows().stream()
        .mapToLong(Rows::greatestNanos)
        .max()
        .orElseThrow();
  }

  private void store(IndexGroup group, long... nanos) {
    Rows.Column index = new Rows.Column(TIME, stamps(0, nanos), 0);
    Rows.Column samples = new Rows.Column(PRESSURE, data(0, nanos.length), 0);
    cluster.store(group, Rows.indexed(group, index, List.of(samples), nanos.length, 0));
  }
}
