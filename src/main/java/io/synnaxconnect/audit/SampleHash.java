package io.synnaxconnect.audit;

import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.RecordFormat.Content;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeStamp;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A number for a sample that is equal for a stored sample and for the record that it became. It is
 * computed from the stored bytes on one side and from the converter's value on the other, without
 * the code that makes records.
 */
final class SampleHash {

  /** A stored sample that the settings leave out of the records. */
  static final long OMITTED = Long.MIN_VALUE;

  private static final long NULL_BITS = 0x6e756c6c6e756c6cL;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private final boolean floorsTimestamps;
  private final NonFiniteForm nan;
  private final NonFiniteForm infinity;
  private final boolean nullIsAbsent;

  /** For records that were made with these options. */
  SampleHash(RecordOptions options) {
    RecordFormat format = options.format();
    boolean keeps = format.keepsBytes();
    floorsTimestamps = !keeps && options.values().timestamp() == TimestampForm.CONNECT;
    nan = keeps ? NonFiniteForm.KEEP : options.values().nan();
    infinity = keeps ? NonFiniteForm.KEEP : options.values().infinity();
    nullIsAbsent = format.content() == Content.ROW;
  }

  /** The number of a stored sample, or {@link #OMITTED}. */
  long ofStored(Series series, int sample) {
    DataType type = series.dataType();
    return switch (type) {
      case FLOAT32 -> ofFloat(series.floatAt(sample), bits32(series.floatAt(sample)));
      case FLOAT64 -> ofFloat(series.doubleAt(sample), bits64(series.doubleAt(sample)));
      case TIMESTAMP -> seen(floored(series.longAt(sample)));
      case BOOLEAN -> seen(series.booleanAt(sample) ? 1 : 0);
      case UUID -> ofUuid(series.uuidAt(sample));
      case STRING, JSON, BYTES -> ofBytes(ByteBuffer.wrap(series.bytesAt(sample)));
      default -> seen(series.longAt(sample));
    };
  }

  private long ofFloat(double value, long bits) {
    if (Double.isFinite(value)) {
      return seen(bits);
    }
    return switch (Double.isNaN(value) ? nan : infinity) {
      case KEEP -> seen(bits);
      case NULL -> nullIsAbsent ? OMITTED : seen(NULL_BITS);
      case DROP -> OMITTED;
    };
  }

  /**
   * The number of a value in a record.
   *
   * @throws DataException if such a value cannot be a sample of the type
   */
  long ofDelivered(DataType type, @Nullable Object value) {
    if (value == null) {
      return seen(NULL_BITS);
    }
    return switch (type) {
      case FLOAT32 -> seen(bits32((float) doubleOf(value)));
      case FLOAT64 -> seen(bits64(doubleOf(value)));
      case TIMESTAMP -> seen(floored(timestampOf(value)));
      case BOOLEAN -> seen(value instanceof Boolean flag && flag ? 1 : 0);
      case UUID -> ofUuid(value instanceof UUID uuid ? uuid : UUID.fromString(value.toString()));
      case STRING, JSON, BYTES -> ofBytes(bytesOf(type, value));
      default -> seen(longOf(value));
    };
  }

  private long floored(long nanos) {
    return floorsTimestamps ? Math.floorDiv(nanos, NANOS_PER_MILLI) * NANOS_PER_MILLI : nanos;
  }

  /** Equal for both zeros, which some converters do not tell apart, and for every NaN. */
  private static long bits32(float value) {
    return Float.floatToIntBits(value == 0 ? 0 : value);
  }

  private static long bits64(double value) {
    return Double.doubleToLongBits(value == 0 ? 0 : value);
  }

  private static double doubleOf(Object value) {
    return value instanceof Number number
        ? number.doubleValue()
        : Double.parseDouble(value.toString());
  }

  private static long longOf(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.toBigInteger().longValue();
    }
    if (value instanceof BigInteger integer) {
      return integer.longValue();
    }
    return value instanceof Number number
        ? number.longValue()
        : Long.parseUnsignedLong(value.toString());
  }

  @SuppressWarnings("JavaUtilDate") // Connect's Timestamp is a java.util.Date.
  private long timestampOf(Object value) {
    if (value instanceof TimeStamp stamp) {
      return stamp.nanos();
    }
    if (value instanceof Date date) {
      return date.getTime() * NANOS_PER_MILLI;
    }
    // Connect's Timestamp without a schema is a number of milliseconds.
    return value instanceof Number number
        ? number.longValue() * (floorsTimestamps ? NANOS_PER_MILLI : 1)
        : TimeStamp.of(Instant.parse(value.toString())).nanos();
  }

  private static ByteBuffer bytesOf(DataType type, Object value) {
    if (value instanceof ByteBuffer buffer) {
      return buffer.slice();
    }
    if (value instanceof byte[] array) {
      return ByteBuffer.wrap(array);
    }
    byte[] bytes =
        type == DataType.BYTES
            ? Base64.getDecoder().decode(value.toString())
            : value.toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(bytes);
  }

  private static long ofUuid(UUID uuid) {
    return seen(mixed(uuid.getMostSignificantBits()) ^ uuid.getLeastSignificantBits());
  }

  private static long ofBytes(ByteBuffer bytes) {
    long hash = bytes.remaining();
    while (bytes.remaining() >= Long.BYTES) {
      hash = mixed(hash ^ bytes.getLong());
    }
    while (bytes.hasRemaining()) {
      hash = mixed(hash ^ bytes.get());
    }
    return seen(hash);
  }

  /** Never {@link #OMITTED}. */
  private static long seen(long bits) {
    return bits == OMITTED ? 1 : bits;
  }

  /** Spreads the bits of a number over all 64. */
  static long mixed(long bits) {
    long x = bits + MULTIPLIER;
    x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }
}
