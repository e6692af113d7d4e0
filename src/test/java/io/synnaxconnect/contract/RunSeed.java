package io.synnaxconnect.contract;

import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** The randomness of this run, printed once; {@code -Dcontract.seed=N} repeats its values. */
final class RunSeed {

  private static final long SEED = Long.getLong("contract.seed", new SecureRandom().nextLong());

  /** Names have randomness of their own, so that a repeated run meets no leftovers. */
  private static final String RUN = Long.toString(new SecureRandom().nextLong() >>> 1, 36);

  private static final AtomicInteger CLIENTS = new AtomicInteger();

  static {
    System.out.println("Contract suite: seed " + SEED + ", channels are named ct_" + RUN + "_*");
  }

  private RunSeed() {}

  static Random random() {
    return new Random(SEED);
  }

  static String uniquePrefix() {
    return "ct_" + RUN + "_" + CLIENTS.incrementAndGet() + "_";
  }
}
