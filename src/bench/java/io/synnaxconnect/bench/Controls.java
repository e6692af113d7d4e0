package io.synnaxconnect.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a run can tell differences of the size that matters: an arm against itself, and against
 * itself with a tenth of its work added.
 *
 * @param same must be 1.00 within 0.03
 * @param added must be seen: an interval above 1, and a median between 1.05 and 1.15
 */
record Controls(Estimate same, Estimate added) {

  private static final double TOLERANCE = 0.03;
  private static final double LEAST_ADDED = 1.05;
  private static final double MOST_ADDED = 1.15;

  /** Why comparisons of this run mean nothing; empty when they do. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    // Written so that a NaN is a problem too.
    if (!(Math.abs(same.median() - 1) <= TOLERANCE)) {
      problems.add(String.format(Locale.ROOT, "the same arm twice gave %s, not 1.00 ± 0.03", same));
    }
    boolean inRange = added.median() >= LEAST_ADDED && added.median() <= MOST_ADDED;
    if (!(added.low() > 1 && inRange)) {
      problems.add(String.format(Locale.ROOT, "10 %% of added work were seen as %s", added));
    }
    return problems;
  }

  boolean areValid() {
    return problems().isEmpty();
  }
}
