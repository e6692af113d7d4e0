package io.synnaxconnect.bench;

import java.time.Duration;

/**
 * How slices are cut.
 *
 * @param rounds in each, every arm has one slice
 * @param shortest and {@code longest} slice; all of a round aim at one length in between
 * @param warmUp CPU time of each arm before the first round
 * @param seed of lengths, orders and resampling
 */
record Plan(int rounds, Duration shortest, Duration longest, Duration warmUp, long seed) {

  /** Slices of 50 to 250 ms. */
  static Plan full(int rounds, long seed) {
    return new Plan(
        rounds, Duration.ofMillis(50), Duration.ofMillis(250), Duration.ofSeconds(5), seed);
  }

  /** The same with other lengths and orders. */
  Plan withSeed(long other) {
    return new Plan(rounds, shortest, longest, warmUp, other);
  }

  /** Long enough to see that everything runs, and for nothing else. */
  static Plan smoke(long seed) {
    return new Plan(3, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(5), seed);
  }
}
