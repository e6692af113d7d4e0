package io.synnaxconnect.faults;

import java.util.Locale;

/**
 * What one fault did to one delivery, in samples.
 *
 * @param written since the fault before
 * @param stored of these by the cluster
 * @param delivered different samples of the same time, also those that the cluster lost afterwards
 * @param lost stored and not delivered
 * @param unstored delivered, and no longer stored
 * @param twice repeated while this fault lasted
 */
record FaultRow(
    String fault,
    Mode mode,
    long written,
    long stored,
    long delivered,
    long lost,
    long unstored,
    long twice,
    long late,
    long outOfOrder) {

  static final String HEADING =
      String.format(
          Locale.ROOT,
          "%-44s %-14s %8s %8s %9s %6s %8s %6s %6s %12s",
          "fault",
          "mode",
          "written",
          "stored",
          "delivered",
          "lost",
          "unstored",
          "twice",
          "late",
          "out of order");

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-44s %-14s %8d %8d %9d %6d %8d %6d %6d %12d",
        fault,
        mode,
        written,
        stored,
        delivered,
        lost,
        unstored,
        twice,
        late,
        outOfOrder);
  }
}
