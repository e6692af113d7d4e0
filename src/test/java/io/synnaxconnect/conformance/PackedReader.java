package io.synnaxconnect.conformance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Reads the bytes of packed records as docs/values.md describes them. */
final class PackedReader {

  private PackedReader() {}

  /** Reads the fields of one record; {@code form} is how bytes stand in it. */
  static List<ReadSample> read(
      String form, String channel, String dataType, int count, byte[] timestamps, byte[] values) {
    ByteBuffer stamps = ByteBuffer.wrap(timestamps).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer data = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
    List<ReadSample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new ReadSample(channel, stamps.getLong(), form, next(dataType, data)));
    }
    if (stamps.hasRemaining() || data.hasRemaining()) {
      throw new AssertionError("more bytes than " + count + " samples of " + dataType);
    }
    return samples;
  }

  private static String next(String dataType, ByteBuffer data) {
    return switch (dataType) {
      case "int8" -> Byte.toString(data.get());
      case "int16" -> Short.toString(data.getShort());
      case "int32" -> Integer.toString(data.getInt());
      case "int64", "timestamp" -> Long.toString(data.getLong());
      case "uint8" -> Integer.toString(Byte.toUnsignedInt(data.get()));
      case "uint16" -> Integer.toString(Short.toUnsignedInt(data.getShort()));
      case "uint32" -> Integer.toUnsignedString(data.getInt());
      case "uint64" -> Long.toUnsignedString(data.getLong());
      case "boolean" -> Boolean.toString(data.get() != 0);
      case "float32" -> "%08x".formatted(data.getInt());
      case "float64" -> "%016x".formatted(data.getLong());
      case "uuid" -> uuid(data);
      case "string", "json" -> text(bytes(data, data.getInt()));
      case "bytes" -> HexFormat.of().formatHex(bytes(data, data.getInt()));
      default -> throw new AssertionError("nobody documented " + dataType);
    };
  }

  private static String uuid(ByteBuffer data) {
    String hex = HexFormat.of().formatHex(bytes(data, 16));
    return hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }

  /** As written; what is no UTF-8 in hexadecimal. */
  private static String text(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    boolean same = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8);
    return same ? text : HexFormat.of().formatHex(utf8);
  }

  private static byte[] bytes(ByteBuffer data, int length) {
    byte[] bytes = new byte[length];
    data.get(bytes);
    return bytes;
  }
}
