package io.synnaxconnect.source.sidetopics;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.NOTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StatusQueueTest {

  private final AtomicLong clock = new AtomicLong(5);
  private final AtomicLong dropped = new AtomicLong();
  private final StatusQueue status = new StatusQueue(true, clock::get, dropped::incrementAndGet);

  @Test
  void givesOutEachEventOnceOldestFirst() {
    // Given
    status.report(Kind.TASK_STARTED, "began");
    status.onCluster("cluster-a");
    clock.set(6);
    status.report(Kind.ROWS_LATE, GROUP, "late");
    status.report(Kind.ROWS_LATE, NOTES, "later");

    // When / Then
    assertThat(status.next()).isEqualTo(new StatusEvent(Kind.TASK_STARTED, "", "", "began", 5));
    assertThat(status.next())
        .isEqualTo(new StatusEvent(Kind.ROWS_LATE, "cluster-a", "c1", "late", 6));
    assertThat(status.next())
        .isEqualTo(new StatusEvent(Kind.ROWS_LATE, "cluster-a", "note", "later", 6));
    assertThat(status.next()).isNull();
  }

  @Test
  void neverWaitsAndCountsWhatItForgets() {
    // Given
    for (int i = 0; i < StatusQueue.CAPACITY; i++) {
      status.report(Kind.STREAM_LOST, "kept " + i);
    }

    // When
    status.report(Kind.STREAM_LOST, "forgotten");

    // Then
    assertThat(dropped).hasValue(1);
    assertThat(status.next()).extracting(StatusEvent::message).isEqualTo("kept 0");
  }

  @Test
  void keepsNothingThatNobodyWants() {
    // When
    StatusQueue.UNWANTED.report(Kind.TASK_STARTED, "began");

    // Then
    assertThat(StatusQueue.UNWANTED.next()).isNull();
  }
}
