package io.synnaxconnect.manygroups;

import java.util.Locale;

/**
 * A measured figure.
 *
 * @param measured what was measured
 * @param figure with its unit
 * @param required what it must reach, empty if it only explains another one
 * @param met whether it does
 */
public record Figure(String measured, String figure, String required, boolean met) {

  /** The first two lines of the table. */
  public static final String HEAD = "| case | figure | required | |\n|---|---|---|---|";

  /** A number that must not be larger than a limit; {@code format} has room for it. */
  static Figure atMost(double limit, String measured, String format, double number) {
    return new Figure(measured, text(format, number), "≤ " + text(format, limit), number <= limit);
  }

  /** A number that must not be smaller than a limit. */
  static Figure atLeast(double limit, String measured, String format, double number) {
    return new Figure(measured, text(format, number), "≥ " + text(format, limit), number >= limit);
  }

  /** A number without a limit. */
  static Figure beside(String measured, String format, Object... numbers) {
    return new Figure(measured, text(format, numbers), "", true);
  }

  private static String text(String format, Object... numbers) {
    return String.format(Locale.ROOT, format, numbers);
  }

  /** A line of the table. */
  public String row() {
    String result = required.isEmpty() ? "" : met ? "met" : "missed";
    return String.join(" | ", "| " + measured, figure, required, result + " |");
  }
}
