package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.CapturedLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A topic that nobody creates leaves no task RUNNING and silent. */
class UntakenRecordsTest {

  private final AtomicLong nanos = new AtomicLong();
  private final UntakenRecords untaken = new UntakenRecords(nanos::get);
  private final CapturedLog log = new CapturedLog();

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void namesTheTopicsThatKafkaDoesNotTakeOnce() {
    // Given
    untaken.onReturned(List.of(to("b"), to("a"), to("b")));

    // When
    pass(29);
    assertThat(warnings()).isEmpty();
    pass(1);
    pass(60);

    // Then
    assertThat(warnings()).hasSize(1);
    assertThat(warnings().get(0)).contains("for 30 s").endsWith("topics=[a, b]");
  }

  @Test
  void isSilentWhileConnectPolls() {
    // Given
    untaken.onReturned(List.of(to("a")));
    pass(20);

    // When
    untaken.onPoll();
    pass(60);

    // Then
    assertThat(warnings()).isEmpty();
  }

  private void pass(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    untaken.check();
  }

  private List<String> warnings() {
    return log.lines("WARN", "Kafka has not taken");
  }

  private static SourceRecord to(String topic) {
    return new SourceRecord(Map.of(), Map.of(), topic, null, null);
  }
}
