package io.synnaxconnect.source.runtime;

import java.time.Duration;

/**
 * How long to wait before the next attempt: exponential with full jitter.
 *
 * @param first bound of the wait after the first failure
 * @param greatest bound that is never exceeded
 */
public record ReconnectPolicy(Duration first, Duration greatest) {

  /**
   * The wait before an attempt.
   *
   * @param failures failures in a row so far, at least 1
   * @param random from 0 to below 1
   */
  public Duration delay(int failures, double random) {
    // Beyond 2^30 the bound holds anyway, and the shift would overflow.
    long factor = 1L << Math.min(failures - 1, 30);
    double boundNanos = Math.min((double) first.toNanos() * factor, (double) greatest.toNanos());
    return Duration.ofNanos((long) (boundNanos * random));
  }
}
