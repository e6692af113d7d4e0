package io.synnaxconnect.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PollTimesTest {

  private long now = 1_000;
  private final ShownGauges gauges = new ShownGauges();
  private final PollTimes times = new PollTimes(() -> now);

  @Test
  void tellsPollWaitingAndFrameworkApart() {
    // Given
    show();

    // When
    now += 5;
    times.beginPoll();
    now += 70;
    times.addWait(60);
    times.endPoll();
    now += 200;
    times.beginPoll();

    // Then
    assertThat(gauges.values())
        .containsEntry("synnax-poll-time-ns-total{}", 70L)
        .containsEntry("synnax-poll-wait-time-ns-total{}", 60L)
        .containsEntry("synnax-framework-time-ns-total{}", 205L);
  }

  @Test
  void showsAProducerThatBlocksWhileItDoes() {
    // Given
    show();
    times.beginPoll();
    times.endPoll();

    // When
    now += 1_000_000;

    // Then
    assertThat(gauges.values()).containsEntry("synnax-framework-time-ns-total{}", 1_000_000L);
  }

  private void show() {
    MetricSet metrics = MetricSet.ofTask(gauges);
    times.show(metrics);
    metrics.register();
  }
}
