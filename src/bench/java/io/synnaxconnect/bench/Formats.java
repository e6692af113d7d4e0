package io.synnaxconnect.bench;

import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.RecordOptions;
import java.util.List;
import java.util.Locale;

/** The record formats as settings name them. */
final class Formats {

  /** All of them. */
  static final List<String> ALL = List.of("sample", "series", "packed", "row");

  private Formats() {}

  /** Everything else at its default. */
  static RecordOptions options(String format, String topic) {
    RecordOptions by = RecordOptions.of(RecordFormat.valueOf(format.toUpperCase(Locale.ROOT)));
    return new RecordOptions(
        by.format(),
        topic,
        by.recordKey(),
        by.recordTimestamp(),
        by.headers(),
        by.values(),
        by.sizes(),
        by.deadLetterTopic());
  }

  /** How many records a frame makes. */
  static long recordsPerFrame(String format, int channels, int rows) {
    return switch (format) {
      case "sample" -> (long) channels * rows;
      case "series" -> channels * ((rows + 999L) / 1_000);
      case "packed" -> channels;
      case "row" -> rows;
      default -> throw new IllegalArgumentException(format);
    };
  }
}
