package io.synnaxconnect.convert;

import io.synnaxconnect.convert.RowConversion.Envelope;
import io.synnaxconnect.telem.Rows;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/** One record per timestamp of an index group; a channel without a sample there is null. */
final class RowRecords implements RecordBuilder {

  private final ChannelTemplates templates;
  private final ValueConverter values;
  private final RecordTimes times;
  private final RecordOptions options;
  private final Map<Long, RowTemplate> byGroupKey = new HashMap<>();

  RowRecords(ChannelTemplates templates, ValueConverter values, RecordOptions options) {
    this.templates = templates;
    this.values = values;
    this.options = options;
    this.times = new RecordTimes(options);
  }

  @Override
  public void build(RowConversion conversion) {
    Rows rows = conversion.rows();
    if (rows.columns().isEmpty()) {
      return;
    }
    RowTemplate template = templateOf(conversion);
    ChannelTemplate[] channels = templates.of(conversion);
    Field[] fields = template.fieldsOf(rows);
    Rows.Column[] columns = rows.columns().toArray(Rows.Column[]::new);
    Rows.Column[] variable = variable(columns, channels);
    int[] lengths = new int[variable.length];
    for (int row = 0; row < rows.rowCount(); row++) {
      int maxBytes = maxValueBytes(conversion, template, variable, row, lengths);
      Struct struct = template.struct(rows.timestampNanos(row));
      for (int i = 0; i < channels.length; i++) {
        Object value = values.valueAt(conversion, channels[i], columns[i], row, maxBytes);
        if (value != ValueReader.OMITTED) {
          struct.put(fields[i], value);
        }
      }
      conversion.add(envelope(conversion, template, row), template.schema(), struct);
    }
  }

  private static Rows.Column[] variable(Rows.Column[] columns, ChannelTemplate[] channels) {
    return IntStream.range(0, columns.length)
        .filter(i -> channels[i].dataType().isVariable())
        .mapToObj(i -> columns[i])
        .toArray(Rows.Column[]::new);
  }

  private RowTemplate templateOf(RowConversion conversion) {
    long groupKey = conversion.rows().group().groupKey();
    RowTemplate template = byGroupKey.get(groupKey);
    if (template == null || !template.isFor(conversion.rows().group(), conversion.clusterKey())) {
      template = new RowTemplate(conversion.rows().group(), conversion.clusterKey(), options);
      byGroupKey.put(groupKey, template);
    }
    return template;
  }

  private Envelope envelope(RowConversion conversion, RowTemplate template, int row) {
    Rows rows = conversion.rows();
    int marks =
        conversion.marks()
            | (conversion.arrival().isPartial() ? RecordHeaders.PARTIAL : 0)
            | (values.pollTruncated() ? RecordHeaders.TRUNCATED : 0);
    long timestampNanos = rows.timestampNanos(row);
    long recordMillis = times.recordMillis(timestampNanos, rows.receivedNanos());
    int allMarks = marks | times.marks(recordMillis, timestampNanos);
    return template.envelope(recordMillis, allMarks, conversion.ranges());
  }

  /**
   * The maximum length of the text and bytes values of a row, so that the row fits into a record.
   * If it fits as it is, there is no limit; else all values that are cut get the same length.
   *
   * @param variable the columns with such values
   * @param lengths room to work in, one for each of them
   */
  private int maxValueBytes(
      RowConversion conversion,
      RowTemplate template,
      Rows.Column[] variable,
      int row,
      int[] lengths) {
    long total = 0;
    for (int i = 0; i < variable.length; i++) {
      lengths[i] = variable[i].series().lengthAt(variable[i].sampleOf(row));
      total += lengths[i];
    }
    long remaining = options.sizes().maxBytes() - (long) template.fixedBytes();
    if (remaining < 0) {
      throw new DataException(
          "record.max.bytes: '"
              + options.sizes().maxBytes()
              + "' is too little for the rows of "
              + template.describe()
              + ", which need up to "
              + template.fixedBytes()
              + " bytes; raise it together with producer.override.max.request.size, choose fewer"
              + " channels, or use another record.format");
    }
    // Names of ranges shorten values, but do not make a task fail.
    remaining = Math.max(0, remaining - conversion.ranges().maxBytes());
    return total <= remaining ? Integer.MAX_VALUE : fairShare(lengths, remaining);
  }

  /** The maximum length with which all values fit, if the longer ones are cut to it. */
  private static int fairShare(int[] lengths, long room) {
    Arrays.sort(lengths);
    long remaining = room;
    for (int i = 0; i < lengths.length; i++) {
      long share = remaining / (lengths.length - i);
      if (lengths[i] > share) {
        return (int) share;
      }
      remaining -= lengths[i];
    }
    return Integer.MAX_VALUE;
  }
}
