package io.synnaxconnect.delivery;

import java.util.SplittableRandom;

/** All randomness of one scenario. */
final class Dice {

  private final SplittableRandom random;

  Dice(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** From least to most, both inside. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** From least to most, both inside. */
  long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  boolean flip() {
    return random.nextBoolean();
  }
}
