package io.synnaxconnect.telem;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/**
 * A run of samples of one channel: a view on bytes as they arrived, little-endian. Immutable;
 * several threads may read it.
 *
 * <p>Accessors throw {@link IndexOutOfBoundsException} for a sample that does not exist and {@link
 * IllegalStateException} for a type that they cannot read.
 */
public final class Series {

  private static final int[] NO_OFFSETS = {};

  private final DataType dataType;
  private final ByteBuffer data;
  private final int[] offsets;
  private final int sampleCount;
  private final Alignment alignment;
  private final TimeRange timeRange;
  private final long alignmentStep;

  private Series(
      DataType dataType,
      ByteBuffer data,
      int[] offsets,
      int sampleCount,
      Alignment alignment,
      TimeRange timeRange,
      long alignmentStep) {
    this.dataType = dataType;
    this.data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.offsets = offsets;
    this.sampleCount = sampleCount;
    this.alignment = alignment;
    this.timeRange = timeRange;
    this.alignmentStep = alignmentStep;
  }

  /**
   * A view on samples of a fixed width.
   *
   * @param data the samples back to back from the buffer's position to its limit; not copied
   * @throws IllegalArgumentException if the type is variable or the bytes are not whole samples
   */
  public static Series fixed(
      DataType dataType, ByteBuffer data, Alignment alignment, TimeRange timeRange) {
    if (dataType.isVariable()) {
      throw new IllegalArgumentException(dataType.wireName() + " has no fixed width");
    }
    if (data.remaining() % dataType.widthBytes() != 0) {
      throw new IllegalArgumentException(
          data.remaining()
              + " bytes are not a whole number of "
              + dataType.wireName()
              + " samples");
    }
    int samples = data.remaining() / dataType.widthBytes();
    return new Series(dataType, data, NO_OFFSETS, samples, alignment, timeRange, 1);
  }

  /**
   * A view on samples of differing length.
   *
   * @param data the samples back to back, each preceded by its length as u32; not copied
   * @throws IllegalArgumentException if the type is fixed or the lengths do not fill the data
   *     exactly
   */
  public static Series variable(
      DataType dataType, ByteBuffer data, Alignment alignment, TimeRange timeRange) {
    if (!dataType.isVariable()) {
      throw new IllegalArgumentException(dataType.wireName() + " has a fixed width");
    }
    int[] offsets = sampleOffsets(data.slice().order(ByteOrder.LITTLE_ENDIAN));
    return new Series(dataType, data, offsets, offsets.length, alignment, timeRange, 1);
  }

  /** The same samples at another place, as a view. */
  public Series movedTo(Alignment newAlignment, TimeRange newTimeRange) {
    return new Series(
        dataType, data, offsets, sampleCount, newAlignment, newTimeRange, alignmentStep);
  }

  /**
   * The same samples of a channel that the cluster reduced.
   *
   * @param step from each sample to the next in the channel, at least 1
   */
  public Series withAlignmentStep(long step) {
    return new Series(dataType, data, offsets, sampleCount, alignment, timeRange, step);
  }

  /** Walks twice, so that only samples that exist get space in the array. */
  private static int[] sampleOffsets(ByteBuffer data) {
    int count = 0;
    for (int at = 0; at < data.limit(); count++) {
      at = nextSample(data, at);
    }
    int[] offsets = new int[count];
    for (int i = 0, at = 0; i < count; i++) {
      offsets[i] = at;
      at = nextSample(data, at);
    }
    return offsets;
  }

  private static int nextSample(ByteBuffer data, int at) {
    int remaining = data.limit() - at - Integer.BYTES;
    if (remaining < 0) {
      throw new IllegalArgumentException("sample at byte " + at + ": its length is cut off");
    }
    long length = Integer.toUnsignedLong(data.getInt(at));
    if (length > remaining) {
      throw new IllegalArgumentException(
          "sample at byte " + at + ": length " + length + " but " + remaining + " bytes remain");
    }
    return at + Integer.BYTES + (int) length;
  }

  /** The type of every sample. */
  public DataType dataType() {
    return dataType;
  }

  /** How many samples there are; 0 is legal. */
  public int sampleCount() {
    return sampleCount;
  }

  /** The place of the first sample in its channel. */
  public Alignment alignment() {
    return alignment;
  }

  /** How far each sample is from the next in its channel: 1, or more if the cluster reduced it. */
  public long alignmentStep() {
    return alignmentStep;
  }

  /** The place of a sample in its channel. */
  public Alignment alignmentAt(int sample) {
    return alignment.plus(sample * alignmentStep);
  }

  /** Whether samples of the same number belong together. */
  public boolean isAlignedWith(Series other) {
    return alignment.equals(other.alignment)
        && (alignmentStep == other.alignmentStep || sampleCount <= 1 || other.sampleCount <= 1);
  }

  /**
   * The range that the writer set, mostly {@link TimeRange#ZERO}; of a stored series its storage
   * domain.
   */
  public TimeRange timeRange() {
    return timeRange;
  }

  /** All bytes as they arrived, a boolean as one byte: a read-only view, little-endian. */
  public ByteBuffer data() {
    return data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes of all samples, length prefixes included. */
  public int dataBytes() {
    return data.limit();
  }

  /**
   * An integer or timestamp sample, widened without change of value; a uint64 above 2^63 - 1
   * becomes its two's complement.
   */
  public long longAt(int sample) {
    int at = fixedOffset(sample);
    return switch (dataType) {
      case TIMESTAMP, INT64, UINT64 -> data.getLong(at);
      case INT32 -> data.getInt(at);
      case UINT32 -> Integer.toUnsignedLong(data.getInt(at));
      case INT16 -> data.getShort(at);
      case UINT16 -> Short.toUnsignedLong(data.getShort(at));
      case INT8 -> data.get(at);
      case UINT8 -> Byte.toUnsignedLong(data.get(at));
      case FLOAT32, FLOAT64, BOOLEAN, UUID, STRING, JSON, BYTES -> throw unreadable("an integer");
    };
  }

  /** All integer or timestamp samples, as {@link #longAt} returns them. */
  public long[] toLongs() {
    long[] all = new long[sampleCount];
    for (int i = 0; i < all.length; i++) {
      all[i] = longAt(i);
    }
    return all;
  }

  /** All float32 or float64 samples, as {@link #doubleAt} returns them. */
  public double[] toDoubles() {
    double[] all = new double[sampleCount];
    for (int i = 0; i < all.length; i++) {
      all[i] = doubleAt(i);
    }
    return all;
  }

  /** The samples of a timestamp, int64 or uint64 series without a copy: a read-only view. */
  public LongBuffer asLongs() {
    return switch (dataType) {
      case TIMESTAMP, INT64, UINT64 -> data().rewind().asLongBuffer();
      default -> throw unreadable("an integer of 64 bits");
    };
  }

  /** A float32 or float64 sample; NaN payloads, infinities and -0.0 are kept. */
  public double doubleAt(int sample) {
    int at = fixedOffset(sample);
    return switch (dataType) {
      case FLOAT64 -> data.getDouble(at);
      case FLOAT32 -> data.getFloat(at);
      case TIMESTAMP, INT64, UINT64, INT32, UINT32, INT16, UINT16, INT8, UINT8 ->
          throw unreadable("a float");
      case BOOLEAN, UUID, STRING, JSON, BYTES -> throw unreadable("a float");
    };
  }

  /** A float32 sample with its exact bits. */
  public float floatAt(int sample) {
    if (dataType != DataType.FLOAT32) {
      throw unreadable("a float32");
    }
    return data.getFloat(fixedOffset(sample));
  }

  /** A boolean sample. */
  public boolean booleanAt(int sample) {
    if (dataType != DataType.BOOLEAN) {
      throw unreadable("a boolean");
    }
    return data.get(fixedOffset(sample)) != 0;
  }

  /** A string or json sample; bytes that are not UTF-8 become U+FFFD. */
  public String stringAt(int sample) {
    if (dataType != DataType.STRING && dataType != DataType.JSON) {
      throw unreadable("text");
    }
    return new String(bytesAt(sample), StandardCharsets.UTF_8);
  }

  /** A copy of the bytes of one string, json or bytes sample, without the length. */
  public byte[] bytesAt(int sample) {
    if (!dataType.isVariable()) {
      throw unreadable("bytes");
    }
    int at = offsets[sample];
    byte[] bytes = new byte[data.getInt(at)];
    data.get(at + Integer.BYTES, bytes);
    return bytes;
  }

  /** Bytes of one string, json or bytes sample, without the length. */
  public int lengthAt(int sample) {
    if (!dataType.isVariable()) {
      throw unreadable("of differing length");
    }
    return data.getInt(offsets[sample]);
  }

  /** A copy of the bytes of one sample of any type as they arrived, without a length. */
  public byte[] rawAt(int sample) {
    return dataType.isVariable() ? bytesAt(sample) : bytesOf(sample, sample + 1);
  }

  /**
   * A copy of the bytes of the samples from {@code from} to before {@code to} as they arrived,
   * length prefixes included.
   */
  public byte[] bytesOf(int from, int to) {
    Objects.checkFromToIndex(from, to, sampleCount);
    int start = byteOffset(from);
    byte[] bytes = new byte[byteOffset(to) - start];
    data.get(start, bytes);
    return bytes;
  }

  private int byteOffset(int sample) {
    if (!dataType.isVariable()) {
      return sample * dataType.widthBytes();
    }
    return sample == sampleCount ? data.limit() : offsets[sample];
  }

  /** A uuid sample. */
  public UUID uuidAt(int sample) {
    if (dataType != DataType.UUID) {
      throw unreadable("a uuid");
    }
    int at = fixedOffset(sample);
    return new UUID(bigEndianLong(at), bigEndianLong(at + Long.BYTES));
  }

  /** A uuid is in text order: the only value that is not little-endian. */
  private long bigEndianLong(int at) {
    return Long.reverseBytes(data.getLong(at));
  }

  /** A timestamp sample. */
  public TimeStamp timeStampAt(int sample) {
    if (dataType != DataType.TIMESTAMP) {
      throw unreadable("a timestamp");
    }
    return new TimeStamp(longAt(sample));
  }

  /**
   * A sample of any type, boxed without change of value: {@link TimeStamp}, {@link UUID}, {@link
   * String} for string and json, {@code byte[]}, {@link Boolean}, or a number of the same width;
   * unsigned integers as the next wider type, uint64 as {@link BigInteger}.
   */
  public Object valueAt(int sample) {
    return switch (dataType) {
      case TIMESTAMP -> timeStampAt(sample);
      case UUID -> uuidAt(sample);
      case FLOAT64 -> doubleAt(sample);
      case FLOAT32 -> floatAt(sample);
      case INT64, UINT32 -> longAt(sample);
      case INT32, UINT16 -> (int) longAt(sample);
      case INT16, UINT8 -> (short) longAt(sample);
      case INT8 -> (byte) longAt(sample);
      case BOOLEAN -> booleanAt(sample);
      case UINT64 -> new BigInteger(Long.toUnsignedString(longAt(sample)));
      case STRING, JSON -> stringAt(sample);
      case BYTES -> bytesAt(sample);
    };
  }

  private int fixedOffset(int sample) {
    if (sample < 0 || sample >= sampleCount) {
      throw new IndexOutOfBoundsException("sample " + sample + " of " + sampleCount);
    }
    return sample * dataType.widthBytes();
  }

  private IllegalStateException unreadable(String wanted) {
    return new IllegalStateException(dataType.wireName() + " samples are not " + wanted);
  }

  /** Type, count and alignment; never a sample. */
  @Override
  public String toString() {
    return dataType.wireName() + "[" + sampleCount + "]@" + alignment;
  }
}
