package io.synnaxconnect.faults;

/** Long texts that are numbers, so that they are written and compared like all other values. */
final class NumberText {

  private static final int LENGTH = 1_500;

  private NumberText() {}

  /** An integer with leading zeros. */
  static String of(double number) {
    String digits = Long.toString((long) number);
    return "0".repeat(LENGTH - digits.length()) + digits;
  }

  /** The number that a sample is, or that its text says. */
  static double toNumber(Object sample) {
    return sample instanceof String text ? Double.parseDouble(text) : (Double) sample;
  }
}
