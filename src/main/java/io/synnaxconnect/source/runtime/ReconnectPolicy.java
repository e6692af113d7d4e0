package io.synnaxconnect.source.runtime;

import java.time.Duration;

/**
 * How long to wait before the next attempt: exponential backoff with full jitter.
 *
 * @param first maximum wait after the first failure
 * @param max maximum of all waits
 */
public record ReconnectPolicy(Duration first, Duration max) {

  /**
   * The wait before an attempt.
   *
   * @param failures failures in a row so far, at least 1
   * @param random from 0 to below 1
   */
  public Duration delay(int failures, double random) {
    // Above 2^30 the maximum applies anyway, and the shift would overflow.
    long factor = 1L << Math.min(failures - 1, 30);
    double maxNanos = Math.min((double) first.toNanos() * factor, (double) max.toNanos());
    return Duration.ofNanos((long) (maxNanos * random));
  }
}
