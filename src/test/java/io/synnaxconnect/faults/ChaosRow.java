package io.synnaxconnect.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Locale;

/**
 * What one life of {@link ChaosIT} came to, in samples.
 *
 * @param setup format, converter and who assigns groups
 * @param settledMillis from the last sample to an equal audit
 * @param restarts of failed tasks by the operator
 * @param totals of the audit
 */
record ChaosRow(
    long seed,
    String setup,
    Collection<ChaosFault> faults,
    long settledMillis,
    int restarts,
    JsonNode totals) {

  static final String HEADING =
      String.format(
          Locale.ROOT,
          "%-6s %-24s %9s %9s %7s %8s %9s %7s %12s %8s %8s  %s",
          "seed",
          "setup",
          "stored",
          "delivered",
          "missing",
          "repeated",
          "different",
          "late",
          "out of order",
          "restarts",
          "settled",
          "faults");

  long total(String number) {
    return totals.path(number).asLong();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-6d %-24s %9d %9d %7d %8d %9d %7d %12d %8d %6.1f s  %s",
        seed,
        setup,
        total("stored"),
        total("delivered"),
        total("missing"),
        total("repeated"),
        total("different"),
        total("late"),
        total("out_of_order"),
        restarts,
        settledMillis / 1000.0,
        faults);
  }
}
