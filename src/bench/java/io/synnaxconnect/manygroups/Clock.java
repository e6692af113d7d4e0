package io.synnaxconnect.manygroups;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The clock that server and task share. */
final class Clock {

  private Clock() {}

  /** Nanoseconds since the Unix epoch. */
  static long nowNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  static void sleepUntil(long nanos) {
    for (long rest = nanos - nowNanos(); rest > 0; rest = nanos - nowNanos()) {
      LockSupport.parkNanos(rest);
    }
  }
}
