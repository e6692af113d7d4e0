package io.synnaxconnect.delivery;

import java.util.SplittableRandom;

/** All randomness of one scenario. */
public final class Dice {

  private final SplittableRandom random;

  public Dice(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** From least to most, both inside. */
  public int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** From least to most, both inside. */
  public long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  public boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  public boolean flip() {
    return random.nextBoolean();
  }
}
