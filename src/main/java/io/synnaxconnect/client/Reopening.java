package io.synnaxconnect.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Whether a live stream opens again by itself after a loss, and with what pauses. Reads then wait
 * over the loss, and the first frame of each index group after it has the {@linkplain
 * io.synnaxconnect.telem.Frame#gaps gap}.
 *
 * <p>A loss is every end of the stream that is {@linkplain SynnaxException#retriable retriable},
 * but for a channel that was deleted. The pause before an attempt is random, from one half of it
 * on, so that many programs do not come back at once.
 *
 * @param firstPause about the pause before the first attempt; it is twice as long before each next
 * @param longestPause maximum pause
 * @param giveUpAfter how long a loss may last, until the stream ends with the last failure; zero if
 *     it never opens again
 */
public record Reopening(Duration firstPause, Duration longestPause, Duration giveUpAfter) {

  private static final Duration MAX_PAUSE = Duration.ofHours(24);

  /** The first loss ends the stream. */
  public static final Reopening NEVER =
      new Reopening(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ZERO);

  /** After 200 ms, with pauses of up to 10 s, for a day. */
  public static final Reopening DEFAULT =
      new Reopening(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofDays(1));

  /** Throws {@link IllegalArgumentException} for times that cannot be used. */
  public Reopening {
    if (firstPause.isNegative()
        || firstPause.compareTo(longestPause) > 0
        || longestPause.compareTo(MAX_PAUSE) > 0
        || giveUpAfter.isNegative()) {
      throw new IllegalArgumentException(
          "firstPause must be from 0 to longestPause, that at most 24 h, and giveUpAfter not"
              + " negative: "
              + firstPause
              + ", "
              + longestPause
              + ", "
              + giveUpAfter);
    }
  }

  boolean isEverTried() {
    return !giveUpAfter.isZero();
  }

  /**
   * The pause before an attempt.
   *
   * @param failed how many attempts have failed before it
   */
  long pauseNanos(int failed) {
    double doubled = (double) firstPause.toNanos() * Math.pow(2, failed);
    double pause = Math.min(doubled, (double) longestPause.toNanos());
    return (long) (pause * ThreadLocalRandom.current().nextDouble(0.5, 1));
  }
}
