package io.synnaxconnect.demo;

import java.util.Arrays;

/** A row of bars, one per value. */
final class Sparkline {

  private static final String BARS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /** Bars between the smallest and the greatest value; a value that is no number leaves a space. */
  static String of(double[] values) {
    double min = Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
    double max = Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
    StringBuilder bars = new StringBuilder();
    for (double value : values) {
      bars.append(bar(value, min, max));
    }
    return bars.toString();
  }

  private static char bar(double value, double min, double max) {
    if (!Double.isFinite(value)) {
      return ' ';
    }
    double share = max > min ? (value - min) / (max - min) : 0;
    return BARS.charAt((int) Math.round(share * (BARS.length() - 1)));
  }
}
