package io.synnaxconnect.bench;

/** Something that is measured. */
interface Experiment {

  /** One word, by which it is chosen. */
  String name();

  /** Measures, and ends everything that it has started. */
  Result run(Plan plan) throws Exception;
}
