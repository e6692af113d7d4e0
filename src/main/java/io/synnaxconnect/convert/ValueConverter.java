package io.synnaxconnect.convert;

import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import java.util.Arrays;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Reads samples as Connect values, and handles those that cannot be one. One thread uses it. */
final class ValueConverter {

  private final UnconvertibleValues problems;
  private boolean truncated;

  ValueConverter(UnconvertibleValues problems) {
    this.problems = problems;
  }

  /**
   * The value of a channel in a row, null, or {@link ValueReader#OMITTED}.
   *
   * @param maxBytes maximum length of a text or bytes value
   * @throws DataException if it cannot be converted or is too large, and this makes the task fail
   */
  @Nullable Object valueAt(
      RowConversion conversion,
      ChannelTemplate template,
      Rows.Column column,
      int row,
      int maxBytes) {
    Series series = column.series();
    int sample = column.sampleOf(row);
    if (template.dataType().isVariable() && series.lengthAt(sample) > maxBytes) {
      return oversized(conversion, template, column, row, maxBytes);
    }
    try {
      return template.reader().valueAt(series, sample);
    } catch (DataException e) {
      problems.unconvertible(conversion, template, column, row, e);
      return ValueReader.OMITTED;
    }
  }

  /** Whether a value was cut since the previous call. */
  boolean pollTruncated() {
    boolean was = truncated;
    truncated = false;
    return was;
  }

  private Object oversized(
      RowConversion conversion,
      ChannelTemplate template,
      Rows.Column column,
      int row,
      int maxBytes) {
    byte[] cut = cutBytes(conversion, template, column, row, maxBytes);
    if (cut == null) {
      return ValueReader.OMITTED;
    }
    try {
      Object value = template.dataType() == DataType.BYTES ? cut : ValueReader.text(cut);
      truncated = true;
      return value;
    } catch (DataException e) {
      problems.unconvertible(conversion, template, column, row, e);
      return ValueReader.OMITTED;
    }
  }

  /**
   * What remains of a value that is too large, or null for nothing.
   *
   * @throws DataException if this makes the task fail
   */
  byte @Nullable [] cutBytes(
      RowConversion conversion,
      ChannelTemplate template,
      Rows.Column column,
      int row,
      int maxBytes) {
    problems.oversized(conversion, template, column, row, maxBytes);
    if (!problems.mayTruncate(template.dataType())) {
      return null;
    }
    byte[] bytes = column.series().bytesAt(column.sampleOf(row));
    return Arrays.copyOf(bytes, cutLength(template.dataType(), bytes, maxBytes));
  }

  /** How many bytes remain: of text, whole characters. */
  static int cutLength(DataType dataType, byte[] bytes, int maxBytes) {
    int length = Math.max(0, Math.min(bytes.length, maxBytes));
    if (dataType == DataType.BYTES) {
      return length;
    }
    // A byte that continues a character begins with the bits 10.
    while (length > 0 && length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    return length;
  }
}
