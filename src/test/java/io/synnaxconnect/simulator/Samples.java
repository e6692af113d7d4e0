package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.DataType;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Arithmetic on raw samples. */
final class Samples {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Samples() {}

  static long longAt(byte[] data, int offset) {
    return (long) LONG.get(data, offset);
  }

  static int intAt(byte[] data, int offset) {
    return (int) INT.get(data, offset);
  }

  /** The alignment {@code samples} later; the lower half wraps. */
  static long advance(long alignment, long samples) {
    return (alignment & 0xffff_ffff_0000_0000L) | ((alignment + samples) & 0xffff_ffffL);
  }

  /** How many samples there are, or -1 where the bytes are no whole number of samples. */
  static int count(DataType type, byte[] data) {
    if (!type.isVariable()) {
      return data.length % type.widthBytes() == 0 ? data.length / type.widthBytes() : -1;
    }
    int count = 0;
    int at = 0;
    while (at < data.length) {
      at = endOf(type, data, at);
      if (at < 0) {
        return -1;
      }
      count++;
    }
    return count;
  }

  /** Where the sample that begins at {@code at} ends, or -1 where it is cut off. */
  static int endOf(DataType type, byte[] data, int at) {
    if (!type.isVariable()) {
      return at + type.widthBytes();
    }
    if (data.length - at < Integer.BYTES) {
      return -1;
    }
    long length = Integer.toUnsignedLong(intAt(data, at));
    return length > data.length - at - Integer.BYTES ? -1 : at + Integer.BYTES + (int) length;
  }

  /** The same longs, each with the summand added. */
  static byte[] added(byte[] longs, long summand) {
    byte[] sums = longs.clone();
    for (int at = 0; at < sums.length; at += Long.BYTES) {
      LONG.set(sums, at, longAt(longs, at) + summand);
    }
    return sums;
  }

  /** The first {@code n} samples, or all where there are not so many. */
  static byte[] first(DataType type, byte[] data, int n) {
    int end = 0;
    for (int i = 0; i < n && end < data.length; i++) {
      end = endOf(type, data, end);
    }
    return Arrays.copyOf(data, end);
  }

  static byte[] everyNth(DataType type, byte[] data, int n) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    for (int i = 0; at < data.length; i++) {
      int end = endOf(type, data, at);
      if (i % n == 0) {
        out.write(data, at, end - at);
      }
      at = end;
    }
    return out.toByteArray();
  }

  /** What is wrong with the text of a string or json sample, or an empty string. */
  static String textProblem(DataType type, byte[] data) {
    if (type != DataType.STRING && type != DataType.JSON) {
      return "";
    }
    for (int at = 0; at < data.length; at = endOf(type, data, at)) {
      int length = intAt(data, at);
      int from = at + Integer.BYTES;
      if (!isUtf8(data, from, length)) {
        return "sample is not valid UTF-8";
      }
      if (type == DataType.JSON && !Json.isValid(data, from, length)) {
        String text = new String(data, from, length, StandardCharsets.UTF_8);
        return "sample \"" + text + "\" is not valid JSON";
      }
    }
    return "";
  }

  private static boolean isUtf8(byte[] data, int offset, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data, offset, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Samples of v0.54: each ended by a newline in place of its length. */
  static byte[] newlineEnded(DataType type, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < data.length; ) {
      int end = endOf(type, data, at);
      out.write(data, at + Integer.BYTES, end - at - Integer.BYTES);
      out.write('\n');
      at = end;
    }
    return out.toByteArray();
  }
}
