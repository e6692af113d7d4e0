package io.synnaxconnect.contract;

import com.google.protobuf.ByteString;
import io.synnaxconnect.telem.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.IntFunction;

/**
 * A decoded frame buffer. This decoder is for judging servers: it shares nothing with the one that
 * we ship nor with the simulator, and trusts no length.
 */
record WireFrame(int flags, int sequence, List<WireSeries> series) {

  static final int ALL_PRESENT = 0x01;
  static final int ZERO_TIME_RANGE = 0x02;
  static final int EQUAL_TIME_RANGE = 0x04;
  static final int EQUAL_LENGTH = 0x08;
  static final int EQUAL_ALIGNMENT = 0x10;
  static final int ZERO_ALIGNMENT = 0x20;

  /**
   * Decodes one buffer.
   *
   * @param states channel keys with their types, by sequence number
   */
  static WireFrame decode(ByteString buffer, IntFunction<SortedMap<Long, DataType>> states) {
    return new Decoder(buffer, states).decode();
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  List<Long> keys() {
    return series.stream().map(WireSeries::key).toList();
  }

  /** The only series of a channel. */
  WireSeries only(long key) {
    List<WireSeries> found = series.stream().filter(s -> s.key() == key).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " series of channel " + key + " in " + keys());
    }
    return found.get(0);
  }

  private static final class Decoder {

    private final ByteBuffer in;
    private final IntFunction<SortedMap<Long, DataType>> states;
    private int flags;
    private int commonLength;
    private long commonStart;
    private long commonEnd;
    private long commonAlignment;

    Decoder(ByteString buffer, IntFunction<SortedMap<Long, DataType>> states) {
      this.in = buffer.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      this.states = states;
    }

    WireFrame decode() {
      flags = in.get();
      int sequence = in.getInt();
      SortedMap<Long, DataType> state = states.apply(sequence);
      readCommonFields();
      List<WireSeries> series = new ArrayList<>();
      if (is(ALL_PRESENT)) {
        state.forEach((key, type) -> series.add(readSeries(key, type)));
      } else {
        while (in.hasRemaining()) {
          long key = Integer.toUnsignedLong(in.getInt());
          DataType type = state.get(key);
          if (type == null) {
            throw new AssertionError("channel " + key + " is not in state " + sequence);
          }
          series.add(readSeries(key, type));
        }
      }
      if (in.hasRemaining()) {
        throw new AssertionError(in.remaining() + " bytes left over");
      }
      return new WireFrame(flags, sequence, series);
    }

    private void readCommonFields() {
      if (is(EQUAL_LENGTH)) {
        commonLength = in.getInt();
      }
      if (is(EQUAL_TIME_RANGE) && !is(ZERO_TIME_RANGE)) {
        commonStart = in.getLong();
        commonEnd = in.getLong();
      }
      if (is(EQUAL_ALIGNMENT) && !is(ZERO_ALIGNMENT)) {
        commonAlignment = in.getLong();
      }
    }

    private WireSeries readSeries(long key, DataType type) {
      int length = is(EQUAL_LENGTH) ? commonLength : in.getInt();
      int bytes = type.isVariable() ? length : Math.multiplyExact(length, type.widthBytes());
      if (bytes < 0 || bytes > in.remaining()) {
        throw new AssertionError("series of " + bytes + " bytes, " + in.remaining() + " left");
      }
      ByteBuffer data = in.slice(in.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
      in.position(in.position() + bytes);
      long start = is(EQUAL_TIME_RANGE) ? commonStart : in.getLong();
      long end = is(EQUAL_TIME_RANGE) ? commonEnd : in.getLong();
      long alignment = is(EQUAL_ALIGNMENT) ? commonAlignment : in.getLong();
      return new WireSeries(
          key, length, data, start, end, alignment >>> 32, alignment & 0xffff_ffffL);
    }

    private boolean is(int flag) {
      return (flags & flag) != 0;
    }
  }
}
