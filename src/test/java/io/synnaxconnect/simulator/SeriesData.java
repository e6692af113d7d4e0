package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.DataType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Samples to write to one channel, in their form on the wire. Immutable. */
public final class SeriesData {

  private final DataType type;
  private final byte[] data;
  private final long startNanos;
  private final long endNanos;

  private SeriesData(DataType type, byte[] data, long startNanos, long endNanos) {
    this.type = type;
    this.data = data;
    this.startNanos = startNanos;
    this.endNanos = endNanos;
  }

  /**
   * Samples of any type: numbers for the number types (narrowed without a check), {@link String}
   * for string and json, {@code byte[]} for bytes, {@link UUID} for uuid, {@link Boolean} for
   * boolean.
   *
   * @throws ClassCastException if a value does not fit the type
   */
  public static SeriesData of(DataType type, Object... values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object value : values) {
      out.writeBytes(encode(type, value));
    }
    return raw(type, out.toByteArray());
  }

  /** Timestamps in nanoseconds since the Unix epoch. */
  public static SeriesData timestamps(long... nanos) {
    ByteBuffer out = littleEndian(nanos.length * Long.BYTES);
    for (long nano : nanos) {
      out.putLong(nano);
    }
    return raw(DataType.TIMESTAMP, written(out));
  }

  /** Samples of type float64. */
  public static SeriesData float64(double... values) {
    ByteBuffer out = littleEndian(values.length * Double.BYTES);
    for (double value : values) {
      out.putDouble(value);
    }
    return raw(DataType.FLOAT64, written(out));
  }

  /** Samples of type float32. */
  public static SeriesData float32(float... values) {
    ByteBuffer out = littleEndian(values.length * Float.BYTES);
    for (float value : values) {
      out.putFloat(value);
    }
    return raw(DataType.FLOAT32, written(out));
  }

  /** Samples of type int64. */
  public static SeriesData int64(long... values) {
    return raw(DataType.INT64, timestamps(values).data);
  }

  /** Samples of type string. */
  public static SeriesData strings(String... values) {
    return of(DataType.STRING, (Object[]) values);
  }

  /** Bytes as on the wire; whether they are valid is for the server to find out. */
  public static SeriesData raw(DataType type, byte[] data) {
    return new SeriesData(type, data.clone(), 0, 0);
  }

  /** The same samples with a time range of the writer's own, which readers get unchanged. */
  public SeriesData withTimeRange(long newStartNanos, long newEndNanos) {
    return new SeriesData(type, data, newStartNanos, newEndNanos);
  }

  private static byte[] written(ByteBuffer full) {
    byte[] bytes = new byte[full.flip().remaining()];
    full.get(bytes);
    return bytes;
  }

  private static byte[] encode(DataType type, Object value) {
    return switch (type) {
      case TIMESTAMP, INT64, UINT64 -> littleEndian(8).putLong(number(value).longValue()).array();
      case INT32, UINT32 -> littleEndian(4).putInt(number(value).intValue()).array();
      case INT16, UINT16 -> littleEndian(2).putShort(number(value).shortValue()).array();
      case INT8, UINT8 -> new byte[] {number(value).byteValue()};
      case FLOAT64 -> littleEndian(8).putDouble(number(value).doubleValue()).array();
      case FLOAT32 -> littleEndian(4).putFloat(number(value).floatValue()).array();
      case BOOLEAN -> new byte[] {(byte) ((Boolean) value ? 1 : 0)};
      case UUID -> uuid((UUID) value);
      case STRING, JSON -> prefixed(((String) value).getBytes(StandardCharsets.UTF_8));
      case BYTES -> prefixed((byte[]) value);
    };
  }

  private static Number number(Object value) {
    return (Number) value;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] uuid(UUID value) {
    return ByteBuffer.allocate(16)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }

  private static byte[] prefixed(byte[] sample) {
    return littleEndian(4 + sample.length).putInt(sample.length).put(sample).array();
  }

  LiveSeries toSeries(long channelKey) {
    return WriterSession.series(channelKey, type, data, startNanos, endNanos);
  }

  long firstTimestamp() {
    return Samples.longAt(data, 0);
  }
}
