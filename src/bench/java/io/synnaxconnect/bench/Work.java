package io.synnaxconnect.bench;

/** What an arm does. */
@FunctionalInterface
interface Work {

  /** Does it exactly so many times, and returns when all of them are done. */
  void run(long times) throws Exception;
}
