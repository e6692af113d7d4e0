package io.synnaxconnect.cluster;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Sample values in one form, wherever they come from, so that they can be compared. */
public final class Values {

  private Values() {}

  /** Integers of any width as Long, floats as Double (exact), bytes as hexadecimal text. */
  public static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Float || value instanceof Double) {
      return ((Number) value).doubleValue();
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return HexFormat.of().formatHex(bytes);
    }
    return value;
  }
}
