package io.synnaxconnect;

import java.util.List;
import java.util.stream.LongStream;

/** Runs random lives, each with its seed. */
public final class Seeds {

  /** A life; it throws if something is wrong. */
  public interface Life {
    void run(long seed) throws InterruptedException;
  }

  private Seeds() {}

  /**
   * Runs the seeds from 0 on, or the one that a system property names.
   *
   * @param property its name
   * @param count how many seeds
   * @return up to ten failures, each with what runs it again
   */
  public static List<String> failures(String property, int count, Life life) {
    Long one = Long.getLong(property);
    LongStream seeds = one == null ? LongStream.range(0, count) : LongStream.of(one);
    return seeds
        .parallel()
        .boxed()
        .flatMap(seed -> failureOf(property, seed, life).stream())
        .limit(10)
        .toList();
  }

  private static List<String> failureOf(String property, long seed, Life life) {
    try {
      life.run(seed);
      return List.of();
    } catch (AssertionError | RuntimeException | InterruptedException e) {
      return List.of("-D" + property + "=" + seed + ": " + e);
    }
  }
}
