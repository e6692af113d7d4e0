package io.synnaxconnect.bench;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordFields;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.RecordSizes;
import io.synnaxconnect.convert.ValueOptions;
import java.util.Locale;

/** The record formats as settings name them. */
final class Formats {

  private Formats() {}

  /** Everything but the topic at its default. */
  static RecordOptions options(RecordFormat format, String topic) {
    return new RecordOptions(
        format,
        topic,
        RecordOptions.RecordKey.CHANNEL,
        RecordOptions.RecordTimestamp.SAMPLE,
        false,
        ValueOptions.DEFAULT,
        RecordSizes.DEFAULT,
        "",
        RecordFields.DEFAULT,
        Long.MAX_VALUE);
  }

  /** How many records a frame makes. */
  static long recordsPerFrame(RecordFormat format, int channels, int rows) {
    return new FrameConverter(RecordOptions.of(format)).shape().recordCount(rows, channels);
  }

  /** As the setting spells it. */
  static String text(RecordFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }
}
