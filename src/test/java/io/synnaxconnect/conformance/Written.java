package io.synnaxconnect.conformance;

import io.synnaxconnect.telem.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/** One sample as a writer wrote it; equal only to itself. */
final class Written {

  private final DataType dataType;
  private final String label;
  private final byte[] wire;
  private final String value;

  private Written(DataType dataType, String label, byte[] wire, String value) {
    this.dataType = dataType;
    this.label = label;
    this.wire = wire;
    this.value = value;
  }

  DataType dataType() {
    return dataType;
  }

  /** What is special about it. */
  String label() {
    return label;
  }

  /** Its bytes as in Synnax, little-endian, without the length of variable types. */
  byte[] wire() {
    return wire.clone();
  }

  /**
   * The sample as text that no two different samples share: digits, the bits of a float, the
   * characters of a text, bytes in hexadecimal.
   */
  String value() {
    return value;
  }

  static Written integer(DataType dataType, String digits, long bits) {
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bits).array();
    return new Written(dataType, digits, Arrays.copyOf(all, dataType.widthBytes()), digits);
  }

  static Written bool(boolean value) {
    String text = Boolean.toString(value);
    return new Written(DataType.BOOLEAN, text, new byte[] {(byte) (value ? 1 : 0)}, text);
  }

  static Written float32(String label, int bits) {
    byte[] wire = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bits).array();
    return new Written(DataType.FLOAT32, label, wire, Bits.of(Float.intBitsToFloat(bits)));
  }

  static Written float64(String label, long bits) {
    byte[] wire = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bits).array();
    return new Written(DataType.FLOAT64, label, wire, Bits.of(Double.longBitsToDouble(bits)));
  }

  static Written uuid(String label, UUID uuid) {
    byte[] wire =
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array();
    return new Written(DataType.UUID, label, wire, uuid.toString());
  }

  static Written text(DataType dataType, String label, String text) {
    return new Written(dataType, label, text.getBytes(StandardCharsets.UTF_8), text);
  }

  static Written bytes(DataType dataType, String label, byte[] bytes) {
    return new Written(dataType, label, bytes, HexFormat.of().formatHex(bytes));
  }

  boolean isNan() {
    return isNan(value);
  }

  /** Whether a value of this sample's type is NaN. */
  boolean isNan(String bits) {
    return switch (dataType) {
      case FLOAT32 -> Float.isNaN(Bits.toFloat(bits));
      case FLOAT64 -> Double.isNaN(Bits.toDouble(bits));
      default -> false;
    };
  }

  @Override
  public String toString() {
    return dataType.wireName() + " " + label;
  }
}
