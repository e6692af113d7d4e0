package io.synnaxconnect.faults;

import java.time.Duration;
import java.util.Locale;

/**
 * How the rows of one case arrived through one connector, in samples.
 *
 * @param stored by the cluster when the case had happened
 * @param lost stored and not delivered
 * @param twice repeated until all had arrived
 * @param late marked as late
 * @param took from the close of the last writer to the last sample in Kafka
 */
record ImportRow(
    String what, Mode mode, long stored, long lost, long twice, long late, Duration took) {

  static final String HEADING =
      String.format(
          Locale.ROOT,
          "%-44s %-14s %8s %9s %6s %6s %6s %8s",
          "rows",
          "mode",
          "stored",
          "delivered",
          "lost",
          "twice",
          "late",
          "seconds");

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-44s %-14s %8d %9d %6d %6d %6d %8.1f",
        what,
        mode,
        stored,
        stored - lost,
        lost,
        twice,
        late,
        took.toMillis() / 1000.0);
  }
}
