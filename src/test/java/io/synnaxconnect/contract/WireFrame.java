package io.synnaxconnect.contract;

import com.google.protobuf.ByteString;
import io.synnaxconnect.proto.FrameMessage;
import io.synnaxconnect.proto.SeriesMessage;
import io.synnaxconnect.telem.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

  /** What clusters before 0.56 send: samples as in a buffer, but each boolean as a byte. */
  static WireFrame of(FrameMessage message) {
    List<WireSeries> series = new ArrayList<>();
    for (int i = 0; i < message.getSeriesCount(); i++) {
      SeriesMessage one = message.getSeries(i);
      DataType type = Objects.requireNonNull(DataType.ofWireName(one.getDataType()));
      ByteBuffer data = one.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      series.add(
          new WireSeries(
              Integer.toUnsignedLong(message.getKeys(i)),
              data.remaining() / Math.max(1, type.widthBytes()),
              data,
              one.getTimeRange().getStart(),
              one.getTimeRange().getEnd(),
              one.getAlignment() >>> 32,
              one.getAlignment() & 0xffff_ffffL));
    }
    return new WireFrame(0, 0, series);
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
      int bytes = bytes(type, length);
      if (bytes < 0 || bytes > in.remaining()) {
        throw new AssertionError("series of " + bytes + " bytes, " + in.remaining() + " left");
      }
      ByteBuffer data = in.slice(in.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
      in.position(in.position() + bytes);
      if (type == DataType.BOOLEAN) {
        data = unpacked(data, length);
      }
      long start = is(EQUAL_TIME_RANGE) ? commonStart : in.getLong();
      long end = is(EQUAL_TIME_RANGE) ? commonEnd : in.getLong();
      long alignment = is(EQUAL_ALIGNMENT) ? commonAlignment : in.getLong();
      return new WireSeries(
          key, length, data, start, end, alignment >>> 32, alignment & 0xffff_ffffL);
    }

    private static int bytes(DataType type, int length) {
      if (type == DataType.BOOLEAN) {
        return (length >>> 3) + ((length & 7) == 0 ? 0 : 1);
      }
      return type.isVariable() ? length : Math.multiplyExact(length, type.widthBytes());
    }

    /** A byte of 0 or 1 for each bit, the least significant one first. */
    private static ByteBuffer unpacked(ByteBuffer bits, int length) {
      ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < length; i++) {
        bytes.put((byte) ((bits.get(i >>> 3) & (1 << (i & 7))) == 0 ? 0 : 1));
      }
      return bytes.flip();
    }

    private boolean is(int flag) {
      return (flags & flag) != 0;
    }
  }
}
