package io.synnaxconnect.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One figure of a run.
 *
 * @param value with an interval where it has one
 * @param compared whether it counts only with valid controls
 * @param target what it is to be, if anything
 */
record Finding(
    String name, Estimate value, String unit, boolean compared, @Nullable Target target) {

  /** A comparison of two arms. */
  static Finding compared(String name, Estimate value, String unit, @Nullable Target target) {
    return new Finding(name, value, unit, true, target);
  }

  /** A figure that needs no comparison: a count, or bytes. */
  static Finding counted(String name, double value, String unit, @Nullable Target target) {
    return new Finding(name, new Estimate(value, value, value), unit, false, target);
  }

  /** A figure of the clock, over all rounds of a run; controls do not apply to it. */
  static Finding measured(String name, Estimate value, String unit, @Nullable Target target) {
    return new Finding(name, value, unit, false, target);
  }

  /** In words: whether the target is met. */
  String verdict(boolean controlsAreValid) {
    if (compared && !controlsAreValid) {
      return "INCONCLUSIVE";
    }
    if (target == null) {
      return "";
    }
    if (target.isMetBy(value.median())) {
      return "met";
    }
    return String.format(Locale.ROOT, "missed by %.0f %%", 100 * target.missedBy(value.median()));
  }

  /** The interval as text; empty for a single value. */
  String interval() {
    return value.low() == value.high()
        ? ""
        : Target.number(value.low()) + " to " + Target.number(value.high());
  }
}
