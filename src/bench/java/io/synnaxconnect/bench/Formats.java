package io.synnaxconnect.bench;

import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.ValueOptions;
import java.util.List;

/** The record formats as settings name them. */
final class Formats {

  /** All of them. */
  static final List<String> ALL = List.of("sample");

  private Formats() {}

  /** Everything else at its default. */
  static RecordOptions options(String format, String topic) {
    return new RecordOptions(
        topic,
        RecordOptions.RecordKey.CHANNEL,
        RecordOptions.RecordTimestamp.SAMPLE,
        false,
        ValueOptions.DEFAULT);
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
