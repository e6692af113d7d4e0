package io.synnaxconnect.faults;

import java.time.Duration;
import java.util.Map;

/** How a worker and its connector are set up. */
enum Mode {
  AT_LEAST_ONCE("at-least-once"),
  EXACTLY_ONCE("exactly-once");

  /** Kafka fails a task behind whose transaction a broker stands still for longer. */
  static final Duration TRANSACTION_TIMEOUT =
      Duration.ofSeconds(Boolean.getBoolean("test.full") ? 90 : 10);

  private final String text;

  Mode(String text) {
    this.text = text;
  }

  /** Settings of the worker that this mode needs. */
  Map<String, String> worker() {
    return switch (this) {
      case AT_LEAST_ONCE -> Map.of("offset.flush.interval.ms", "500");
      case EXACTLY_ONCE -> Map.of("exactly.once.source.support", "enabled");
    };
  }

  /** Settings of the connector that this mode needs. */
  Map<String, String> connector() {
    return switch (this) {
      case AT_LEAST_ONCE -> Map.of("producer.override.enable.idempotence", "true");
      case EXACTLY_ONCE ->
          Map.of(
              "exactly.once.support", "required",
              "transaction.boundary", "interval",
              "transaction.boundary.interval.ms", "200",
              "producer.override.transaction.timeout.ms",
                  Long.toString(TRANSACTION_TIMEOUT.toMillis()));
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
