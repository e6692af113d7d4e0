package io.synnaxconnect.client;

import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import java.util.ArrayList;
import java.util.List;

/** Rows as one line of text each: timestamp, then {@code name=value} of each channel. */
final class RowTexts {

  private RowTexts() {}

  static List<String> all(HistoryReader reader) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    List<Rows> block = reader.next();
    while (block != null) {
      texts.addAll(of(block));
      block = reader.next();
    }
    return texts;
  }

  static List<String> of(List<Rows> block) {
    List<String> texts = new ArrayList<>();
    for (Rows rows : block) {
      for (int row = 0; row < rows.rowCount(); row++) {
        StringBuilder text = new StringBuilder().append(rows.timestampNanos(row));
        for (Rows.Column column : rows.columns()) {
          text.append(' ').append(column.channel().name()).append('=');
          text.append(value(column.series(), column.sampleOf(row)));
        }
        texts.add(text.toString());
      }
    }
    return texts;
  }

  private static Object value(Series series, int sample) {
    return switch (series.dataType()) {
      case FLOAT64, FLOAT32 -> series.doubleAt(sample);
      case STRING, JSON -> series.stringAt(sample);
      case TIMESTAMP, INT64, INT32, INT16, INT8, UINT64, UINT32, UINT16, UINT8 ->
          series.longAt(sample);
      case BOOLEAN -> series.booleanAt(sample);
      case UUID -> series.uuidAt(sample);
      case BYTES -> series.bytesAt(sample).length;
    };
  }
}
