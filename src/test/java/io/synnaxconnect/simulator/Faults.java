package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import java.time.Duration;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The switches of a simulator; they outlive restarts. */
final class Faults {

  volatile boolean stalled;
  volatile Duration subscriptionDelay = Duration.ZERO;
  volatile Duration startDelay = Duration.ZERO;
  volatile Predicate<Channel> denied = channel -> false;
  volatile Predicate<Channel> unreadable = channel -> false;
  volatile boolean rangesDenied;
  volatile boolean controlWithheld;
  volatile Duration controlDelay = Duration.ZERO;

  /** The main user's password since it was changed. */
  volatile @Nullable String password;

  /** What the port shows since it was changed. */
  volatile @Nullable SimulatorTls tls;

  private int readsBeforeFailure;
  private int failingReads;
  private double skipProbability;
  private Random random = new Random(0);

  synchronized void failReads(int after, int steps) {
    readsBeforeFailure = after;
    failingReads = steps;
  }

  synchronized boolean failsNextRead() {
    if (readsBeforeFailure > 0) {
      readsBeforeFailure--;
      return false;
    }
    return failingReads > 0 && failingReads-- > 0;
  }

  synchronized void skipRandomly(double probability, long seed) {
    skipProbability = probability;
    random = new Random(seed);
  }

  synchronized boolean skipsNext() {
    return skipProbability > 0 && random.nextDouble() < skipProbability;
  }
}
