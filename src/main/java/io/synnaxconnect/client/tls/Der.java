package io.synnaxconnect.client.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** As much of DER as it takes to put a key of an older form into PKCS#8. */
final class Der {

  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int OBJECT_ID = 0x06;
  static final int SEQUENCE = 0x30;

  private final ByteBuffer content;

  private Der(ByteBuffer content) {
    this.content = content;
  }

  /** The content of a sequence that is all of the bytes. */
  static Der sequence(byte[] encoded) {
    return new Der(ByteBuffer.wrap(encoded)).next(SEQUENCE);
  }

  /**
   * The content of the next element.
   *
   * @throws IllegalArgumentException if it has another tag, or is cut off
   */
  Der next(int tag) {
    try {
      if ((content.get() & 0xff) != tag) {
        throw new IllegalArgumentException();
      }
      return new Der(slice(length()));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Whether there is another element of this tag. */
  boolean has(int tag) {
    return content.hasRemaining() && (content.get(content.position()) & 0xff) == tag;
  }

  /** All that remains. */
  byte[] bytes() {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    return bytes;
  }

  private int length() {
    int first = content.get() & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      if (length > 0x7f_ffff) {
        throw new IllegalArgumentException();
      }
      length = (length << 8) | (content.get() & 0xff);
    }
    return length;
  }

  private ByteBuffer slice(int length) {
    if (length > content.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer slice = content.slice(content.position(), length);
    content.position(content.position() + length);
    return slice;
  }

  /** An element that contains others, or bytes. */
  static byte[] encode(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream encoded = new ByteArrayOutputStream(length + 6);
    encoded.write(tag);
    if (length < 0x80) {
      encoded.write(length);
    } else {
      int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
      encoded.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        encoded.write(length >>> (8 * i));
      }
    }
    for (byte[] part : parts) {
      encoded.writeBytes(part);
    }
    return encoded.toByteArray();
  }
}
