package io.synnaxconnect.cluster;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Sample values as text, wherever they come from, so that they can be compared. */
public final class Values {

  private Values() {}

  /**
   * Numbers as Java prints them, a float32 as a float (which is exact); text as it is; bytes in
   * hexadecimal.
   */
  public static String text(@Nullable Object value) {
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return HexFormat.of().formatHex(bytes);
    }
    return String.valueOf(value);
  }
}
