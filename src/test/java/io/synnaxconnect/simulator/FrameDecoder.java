package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.DataType;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Bytes of a {@code buffer} to series: what the server does with the writes of clients. Also plays
 * recordings.
 */
final class FrameDecoder {

  private final CodecState state;
  private final ByteBuffer in;
  private final int flags;
  private int commonLength;
  private long commonStart;
  private long commonEnd;
  private long commonAlignment;

  private FrameDecoder(CodecState state, byte[] buffer) {
    this.state = state;
    this.in = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    this.flags = in.get();
  }

  /** Decodes one frame; throws a validation error where it is cut off or of another state. */
  static List<LiveSeries> decode(CodecState state, byte[] buffer) {
    try {
      return new FrameDecoder(state, buffer).decode();
    } catch (BufferUnderflowException e) {
      throw CoreError.validation("frame buffer is cut off");
    }
  }

  private List<LiveSeries> decode() {
    int sequence = in.getInt();
    if (sequence != state.sequence()) {
      throw CoreError.validation("unknown frame sequence number " + sequence);
    }
    readCommon();
    List<LiveSeries> series = new ArrayList<>();
    if (has(FrameEncoder.ALL_PRESENT)) {
      for (long key : state.sortedKeys()) {
        series.add(readSeries(key));
      }
    } else {
      while (in.hasRemaining()) {
        series.add(readSeries(Integer.toUnsignedLong(in.getInt())));
      }
    }
    return series;
  }

  private void readCommon() {
    if (has(FrameEncoder.EQUAL_LENGTH)) {
      commonLength = in.getInt();
    }
    if (has(FrameEncoder.EQUAL_TIME) && !has(FrameEncoder.TIME_ZERO)) {
      commonStart = in.getLong();
      commonEnd = in.getLong();
    }
    if (has(FrameEncoder.EQUAL_ALIGNMENT) && !has(FrameEncoder.ZERO_ALIGNMENT)) {
      commonAlignment = in.getLong();
    }
  }

  private LiveSeries readSeries(long key) {
    DataType type = state.type(key);
    if (type == null) {
      throw CoreError.validation("channel " + key + " is not part of this writer");
    }
    int length = has(FrameEncoder.EQUAL_LENGTH) ? commonLength : in.getInt();
    long bytes = Integer.toUnsignedLong(length) * Math.max(1, type.widthBytes());
    if (type == DataType.BOOLEAN ? bytes / 8 > in.remaining() : bytes > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] data = type == DataType.BOOLEAN ? readBits(length) : readBytes((int) bytes);
    long start = has(FrameEncoder.EQUAL_TIME) ? commonStart : in.getLong();
    long end = has(FrameEncoder.EQUAL_TIME) ? commonEnd : in.getLong();
    long alignment = has(FrameEncoder.EQUAL_ALIGNMENT) ? commonAlignment : in.getLong();
    int samples = Samples.count(type, data);
    return new LiveSeries(key, type, data, samples, alignment, start, end);
  }

  private byte[] readBytes(int bytes) {
    byte[] data = new byte[bytes];
    in.get(data);
    return data;
  }

  private byte[] readBits(int samples) {
    BitSet bits = BitSet.valueOf(readBytes((samples + 7) / 8));
    byte[] data = new byte[samples];
    for (int i = 0; i < samples; i++) {
      data[i] = (byte) (bits.get(i) ? 1 : 0);
    }
    return data;
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
