package io.synnaxconnect.faults;

import java.util.Locale;

/**
 * What one change to the workers or the connector did to one delivery, in samples.
 *
 * @param stored by the cluster since the change before
 * @param delivered different samples of these
 * @param lost stored and not delivered
 * @param twice repeated while this change lasted
 * @param readTwice channels that for a moment two streams read
 */
record ScaleRow(
    String change,
    String assignment,
    long stored,
    long delivered,
    long lost,
    long twice,
    long late,
    long outOfOrder,
    long readTwice) {

  private static final String FORMAT = "%-34s %-10s %8s %9s %6s %6s %6s %12s %10s";

  static final String HEADING =
      String.format(
          Locale.ROOT,
          FORMAT,
          "change",
          "assignment",
          "stored",
          "delivered",
          "lost",
          "twice",
          "late",
          "out of order",
          "read twice");

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        FORMAT,
        change,
        assignment,
        stored,
        delivered,
        lost,
        twice,
        late,
        outOfOrder,
        readTwice);
  }
}
