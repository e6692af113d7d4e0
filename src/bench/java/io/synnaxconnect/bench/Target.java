package io.synnaxconnect.bench;

import java.util.Locale;

/** What a figure is to be. */
record Target(boolean atLeast, double bound) {

  static Target atLeast(double bound) {
    return new Target(true, bound);
  }

  static Target atMost(double bound) {
    return new Target(false, bound);
  }

  boolean isMetBy(double value) {
    return atLeast ? value >= bound : value <= bound;
  }

  /** By how much of the bound a value misses it. */
  double missedBy(double value) {
    return Math.abs(value - bound) / Math.abs(bound);
  }

  @Override
  public String toString() {
    return (atLeast ? "≥ " : "≤ ") + number(bound);
  }

  /** Three digits, or all before the point where there are more. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f", value);
  }
}
