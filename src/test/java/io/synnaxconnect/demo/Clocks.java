package io.synnaxconnect.demo;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Instants as Synnax counts them. */
final class Clocks {

  private Clocks() {}

  /** Nanoseconds since 1970. */
  static long nanosSince1970(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }
}
