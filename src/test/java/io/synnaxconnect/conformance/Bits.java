package io.synnaxconnect.conformance;

/** Floats as the hexadecimal digits of their bits: NaN payloads and the sign of zero show. */
final class Bits {

  private Bits() {}

  static String of(float value) {
    return "%08x".formatted(Float.floatToRawIntBits(value));
  }

  static String of(double value) {
    return "%016x".formatted(Double.doubleToRawLongBits(value));
  }

  static float toFloat(String bits) {
    return Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16));
  }

  static double toDouble(String bits) {
    return Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
  }
}
