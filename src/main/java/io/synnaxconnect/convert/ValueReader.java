package io.synnaxconnect.convert;

import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeStamp;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Reads a sample as the Connect value of its schema. */
@FunctionalInterface
interface ValueReader {

  /** Instead of a value: there is no record. */
  Object OMITTED = new Object();

  /**
   * The value of a sample, or {@link #OMITTED}.
   *
   * @throws DataException if the sample cannot be expressed; the message says why and what helps,
   *     without the value
   */
  @Nullable Object valueAt(Series series, int sample);

  /** The reader whose values fit {@link SampleSchemas#of}. */
  static ValueReader of(DataType dataType, ValueOptions options) {
    return switch (dataType) {
      case INT8 -> (series, i) -> (byte) series.longAt(i);
      case INT16, UINT8 -> (series, i) -> (short) series.longAt(i);
      case INT32, UINT16 -> (series, i) -> (int) series.longAt(i);
      case INT64, UINT32 -> Series::longAt;
      case FLOAT32 -> float32(options);
      case FLOAT64 -> float64(options);
      case BOOLEAN -> Series::booleanAt;
      case UINT64 -> uint64(options.uint64());
      case TIMESTAMP -> timestamp(options.timestamp());
      case UUID -> (series, i) -> series.uuidAt(i).toString();
      case STRING, JSON -> ValueReader::text;
      case BYTES -> Series::bytesAt;
    };
  }

  private static ValueReader float32(ValueOptions options) {
    return (series, i) -> {
      float value = series.floatAt(i);
      return Float.isFinite(value) ? (Object) value : nonFinite(options, Float.isNaN(value), value);
    };
  }

  private static ValueReader float64(ValueOptions options) {
    return (series, i) -> {
      double value = series.doubleAt(i);
      return Double.isFinite(value)
          ? (Object) value
          : nonFinite(options, Double.isNaN(value), value);
    };
  }

  private static @Nullable Object nonFinite(ValueOptions options, boolean isNan, Object value) {
    return switch (isNan ? options.nan() : options.infinity()) {
      case KEEP -> value;
      case NULL -> null;
      case DROP -> OMITTED;
    };
  }

  private static ValueReader uint64(ValueOptions.Uint64Form form) {
    return switch (form) {
      case DECIMAL -> (series, i) -> unsignedDecimal(series.longAt(i));
      case STRING -> (series, i) -> Long.toUnsignedString(series.longAt(i));
      case LONG -> (series, i) -> checkedLong(series.longAt(i));
    };
  }

  private static BigDecimal unsignedDecimal(long bits) {
    return bits >= 0
        ? BigDecimal.valueOf(bits)
        : new BigDecimal(new BigInteger(Long.toUnsignedString(bits)));
  }

  private static Long checkedLong(long bits) {
    if (bits < 0) {
      throw new DataException(
          "a uint64 above 9223372036854775807 does not fit value.uint64=long; use"
              + " value.uint64=decimal or string");
    }
    return bits;
  }

  @SuppressWarnings("JavaUtilDate") // Connect's Timestamp is a java.util.Date.
  private static ValueReader timestamp(ValueOptions.TimestampForm form) {
    return switch (form) {
      case NANOS -> Series::longAt;
      case ISO -> (series, i) -> new TimeStamp(series.longAt(i)).toString();
      case CONNECT -> (series, i) -> new Date(Math.floorDiv(series.longAt(i), 1_000_000L));
    };
  }

  private static String text(Series series, int sample) {
    return text(series.bytesAt(sample));
  }

  /** Text of its bytes. Throws {@link DataException} for bytes that are not UTF-8. */
  static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    // Bytes that are not UTF-8 read as U+FFFD, which a good text may also contain: check.
    if (text.indexOf('\uFFFD') >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      } catch (CharacterCodingException e) {
        throw new DataException("its bytes are not UTF-8; have the writer use data type bytes", e);
      }
    }
    return text;
  }
}
