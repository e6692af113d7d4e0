package io.synnaxconnect.client.codec;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What comes before the series.
 *
 * @param sequence number of the codec state, unsigned 32 bits
 * @param allPresent whether exactly the channels of the state follow, without keys
 * @param hasCommonLength whether {@code length} is that of every series
 * @param length common length, unsigned 32 bits; not a promise that so much follows: in an empty
 *     frame it is 2^32 - 1
 * @param timeRange common time range, or null if each series has its own
 * @param alignment common alignment, or null if each series has its own
 * @param hasSteps whether each series says how far its samples are apart in their channel
 */
record FrameHeader(
    long sequence,
    boolean allPresent,
    boolean hasCommonLength,
    long length,
    @Nullable TimeRange timeRange,
    @Nullable Alignment alignment,
    boolean hasSteps) {

  /** Where the number of the state is, after the flags. */
  static final int SEQUENCE_AT = Byte.BYTES;

  private static final int ALL_PRESENT = 0x01;
  private static final int ZERO_TIME_RANGE = 0x02;
  private static final int EQUAL_TIME_RANGES = 0x04;
  private static final int EQUAL_LENGTHS = 0x08;
  private static final int EQUAL_ALIGNMENTS = 0x10;
  private static final int ZERO_ALIGNMENT = 0x20;
  private static final int ALIGNMENT_STEPS = 0x40;
  private static final int MORE_FLAGS = 0x80;

  /** Reads the header; the buffer's position then is the first series. */
  static FrameHeader read(ByteBuffer in) throws MalformedFrameException {
    require(in, Byte.BYTES + Integer.BYTES, "flags and sequence number");
    int flags = Byte.toUnsignedInt(in.get());
    checkFlags(flags);
    long sequence = Integer.toUnsignedLong(in.getInt());
    boolean commonLength = has(flags, EQUAL_LENGTHS);
    long length = commonLength ? readLength(in) : 0;
    TimeRange timeRange = null;
    if (has(flags, EQUAL_TIME_RANGES)) {
      timeRange = has(flags, ZERO_TIME_RANGE) ? TimeRange.ZERO : readTimeRange(in);
    }
    Alignment alignment = null;
    if (has(flags, EQUAL_ALIGNMENTS)) {
      alignment = has(flags, ZERO_ALIGNMENT) ? Alignment.ZERO : readAlignment(in);
    }
    boolean allPresent = has(flags, ALL_PRESENT);
    boolean steps = has(flags, ALIGNMENT_STEPS);
    return new FrameHeader(sequence, allPresent, commonLength, length, timeRange, alignment, steps);
  }

  private static void checkFlags(int flags) throws MalformedFrameException {
    String text = "flags 0x" + Integer.toHexString(flags);
    if (has(flags, MORE_FLAGS)) {
      throw new UnsupportedFrameException(0, "unknown " + text);
    }
    boolean contradictory =
        (has(flags, ZERO_TIME_RANGE) && !has(flags, EQUAL_TIME_RANGES))
            || (has(flags, ZERO_ALIGNMENT) && !has(flags, EQUAL_ALIGNMENTS));
    if (contradictory) {
      throw new MalformedFrameException(0, "contradictory " + text);
    }
  }

  private static boolean has(int flags, int flag) {
    return (flags & flag) != 0;
  }

  /** A length, unsigned 32 bits. */
  static long readLength(ByteBuffer in) throws MalformedFrameException {
    require(in, Integer.BYTES, "a length");
    return Integer.toUnsignedLong(in.getInt());
  }

  static TimeRange readTimeRange(ByteBuffer in) throws MalformedFrameException {
    require(in, 2 * Long.BYTES, "a time range");
    return TimeRange.ofNanos(in.getLong(), in.getLong());
  }

  static Alignment readAlignment(ByteBuffer in) throws MalformedFrameException {
    require(in, Long.BYTES, "an alignment");
    return new Alignment(in.getLong());
  }

  /** Steps in the alignment from one sample to the next; 0 means 1. */
  static long readStep(ByteBuffer in) throws MalformedFrameException {
    require(in, Integer.BYTES, "an alignment step");
    return Math.max(1, Integer.toUnsignedLong(in.getInt()));
  }

  /** Throws unless at least {@code bytes} bytes remain. */
  static void require(ByteBuffer in, long bytes, String what) throws MalformedFrameException {
    if (in.remaining() < bytes) {
      throw new MalformedFrameException(
          in.position(),
          what + " needs " + bytes + " bytes, but only " + in.remaining() + " remain");
    }
  }
}
