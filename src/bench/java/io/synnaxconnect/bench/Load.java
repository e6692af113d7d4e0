package io.synnaxconnect.bench;

import io.synnaxconnect.convert.RecordFormat;

/**
 * What flows: frames of float64 channels, and what becomes of them.
 *
 * @param format what one record is
 * @param channels in one frame
 * @param rows in one frame
 */
record Load(RecordFormat format, int channels, int rows) {

  long samplesPerFrame() {
    return (long) channels * rows;
  }

  long recordsPerFrame() {
    return Formats.recordsPerFrame(format, channels, rows);
  }

  String formatText() {
    return Formats.text(format);
  }

  @Override
  public String toString() {
    return "`%s`, frames of %,d channels x %,d rows".formatted(formatText(), channels, rows);
  }
}
