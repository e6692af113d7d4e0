package io.synnaxconnect.client.codec;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the series of one frame. It allocates nothing for a length before it has seen the bytes.
 */
final class SeriesReader {

  /** A series of zero samples may consist of its key alone. */
  private static final int SMALLEST_KEYED_SERIES_BYTES = Integer.BYTES;

  /**
   * How many series a frame may have beyond one for each channel. An empty series takes four bytes
   * of the message and about a hundred of our memory, so this bounds what a message can cost.
   */
  static final int MAX_REPEATED_SERIES = 1 << 18;

  private final ByteBuffer in;
  private final FrameHeader header;
  private final CodecState state;
  private final List<Series> series;
  private final int frameBytes;
  private int unpackedBytes;
  private long[] channelKeys;

  /**
   * Prepares to read.
   *
   * @param in little-endian, starts at byte 0 of the frame; its position is the first series
   */
  SeriesReader(ByteBuffer in, FrameHeader header, CodecState state) {
    this.in = in;
    this.header = header;
    this.state = state;
    this.frameBytes = in.limit();
    int possible = in.remaining() / SMALLEST_KEYED_SERIES_BYTES;
    int expected = header.allPresent() ? state.size() : Math.min(state.size(), possible);
    this.series = new ArrayList<>(expected);
    this.channelKeys = new long[expected];
  }

  Frame readAll() throws MalformedFrameException {
    if (header.allPresent()) {
      for (int slot = 0; slot < state.size(); slot++) {
        add(slot);
      }
      if (in.hasRemaining()) {
        throw new MalformedFrameException(
            in.position(), in.remaining() + " bytes remain after the last series");
      }
    } else {
      readKeyed();
    }
    if (series.isEmpty()) {
      return Frame.EMPTY;
    }
    int retained = (int) Math.min(Integer.MAX_VALUE, (long) frameBytes + unpackedBytes);
    return Frame.of(Arrays.copyOf(channelKeys, series.size()), series, retained, state.channels());
  }

  /** There is no count: series run to the end, in order of key; a key may repeat. */
  private void readKeyed() throws MalformedFrameException {
    int slot = -1;
    while (in.hasRemaining()) {
      int at = in.position();
      FrameHeader.require(in, Integer.BYTES, "a channel key");
      long channelKey = Integer.toUnsignedLong(in.getInt());
      slot = state.slotOf(channelKey, slot + 1);
      if (slot < 0) {
        throw new MalformedFrameException(
            at, "channel " + channelKey + " is not in the key set of this frame");
      }
      add(slot);
      if (series.size() > state.size() + MAX_REPEATED_SERIES) {
        throw new MalformedFrameException(
            at, "more than " + series.size() + " series for " + state.size() + " channels");
      }
    }
  }

  private void add(int slot) throws MalformedFrameException {
    long length = header.hasCommonLength() ? header.length() : FrameHeader.readLength(in);
    DataType type = state.dataTypeAt(slot);
    int start = in.position();
    int end = start + dataBytes(type, length);
    in.position(end);
    TimeRange timeRange = header.timeRange();
    if (timeRange == null) {
      timeRange = FrameHeader.readTimeRange(in);
    }
    Alignment alignment = header.alignment();
    if (alignment == null) {
      alignment = FrameHeader.readAlignment(in);
    }
    long step = header.hasSteps() ? FrameHeader.readStep(in) : 1;
    if (series.size() == channelKeys.length) {
      channelKeys = Arrays.copyOf(channelKeys, channelKeys.length + channelKeys.length / 2 + 1);
    }
    channelKeys[series.size()] = state.channelKeyAt(slot);
    int next = in.position();
    ByteBuffer data = samples(type, length, in.position(start).limit(end));
    Series view = view(type, data, alignment, timeRange);
    series.add(step == 1 ? view : view.withAlignmentStep(step));
    in.limit(frameBytes).position(next);
  }

  /** A length counts samples of a fixed width, else bytes. Throws unless they all are there. */
  private int dataBytes(DataType type, long length) throws MalformedFrameException {
    long bytes =
        switch (type) {
          case BOOLEAN -> (length + Byte.SIZE - 1) / Byte.SIZE;
          default -> type.isVariable() ? length : length * type.widthBytes();
        };
    if (in.remaining() < bytes) {
      // The text is built only here: this runs for every series.
      FrameHeader.require(in, bytes, type.wireName() + " series of length " + length);
    }
    return (int) bytes;
  }

  /** The bytes of the samples. Booleans come as bits, least significant first: unpacks them. */
  private ByteBuffer samples(DataType type, long length, ByteBuffer data) {
    if (type != DataType.BOOLEAN) {
      return data;
    }
    byte[] samples = new byte[(int) length];
    for (int i = 0; i < samples.length; i++) {
      int bits = data.get(data.position() + i / Byte.SIZE);
      samples[i] = (byte) (bits >> i % Byte.SIZE & 1);
    }
    unpackedBytes += samples.length;
    return ByteBuffer.wrap(samples);
  }

  private static Series view(
      DataType type, ByteBuffer data, Alignment alignment, TimeRange timeRange)
      throws MalformedFrameException {
    if (!type.isVariable()) {
      return Series.fixed(type, data, alignment, timeRange);
    }
    try {
      return Series.variable(type, data, alignment, timeRange);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException(
          data.position(), type.wireName() + " series: " + e.getMessage());
    }
  }
}
