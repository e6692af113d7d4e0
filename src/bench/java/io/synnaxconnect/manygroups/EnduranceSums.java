package io.synnaxconnect.manygroups;

import java.util.Locale;

/** How many samples there were, and the sum of a hash of each: equal only when all came once. */
final class EnduranceSums {

  private long count;
  private long sum;

  /** What a channel holds at an instant. */
  static double value(long nanos) {
    return nanos / 1_000 % 1_000_000_007L;
  }

  /** Adds a row of so many samples. */
  synchronized void add(long nanos, int samples) {
    count += samples;
    sum += hash(nanos) * samples;
  }

  /** Adds one sample; one whose value is wrong spoils the sum. */
  synchronized void add(long nanos, double value) {
    count++;
    sum += value == value(nanos) ? hash(nanos) : 1;
  }

  synchronized long count() {
    return count;
  }

  synchronized String text() {
    return String.format(Locale.ROOT, "%d %d", count, sum);
  }

  /** The finalizer of SplitMix64, so that a loss and a repeat do not cancel out. */
  private static long hash(long nanos) {
    long mixed = (nanos ^ (nanos >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
