package io.synnaxconnect.conformance;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The decoder that docs/values.md shows. */
final class PackedDecoder {

  private PackedDecoder() {}

  // tag::java[]
  static List<Object> unpack(String dataType, int count, ByteBuffer bytes) {
    ByteBuffer data = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    List<Object> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(
          switch (dataType) {
            case "float64" -> data.getDouble();
            case "float32" -> data.getFloat();
            case "int64", "timestamp" -> data.getLong();
            case "int32" -> data.getInt();
            case "int16" -> data.getShort();
            case "int8" -> data.get();
            case "uint64" -> new BigInteger(Long.toUnsignedString(data.getLong()));
            case "uint32" -> Integer.toUnsignedLong(data.getInt());
            case "uint16" -> Short.toUnsignedInt(data.getShort());
            case "uint8" -> Byte.toUnsignedInt(data.get());
            case "boolean" -> data.get() != 0;
            case "uuid" -> new UUID(bigEndian(data), bigEndian(data));
            case "bytes" -> next(data);
            default -> new String(next(data), StandardCharsets.UTF_8); // string, json
          });
    }
    return values;
  }

  private static byte[] next(ByteBuffer data) {
    byte[] value = new byte[data.getInt()];
    data.get(value);
    return value;
  }

  private static long bigEndian(ByteBuffer data) {
    return Long.reverseBytes(data.getLong());
  }
  // end::java[]
}
