package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Series;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A file with one line per written sample, appended once the write was accepted: channel name,
 * timestamp in nanoseconds and value, separated by tabs. Numbers are written as Java prints them
 * (float32 as a float, uint64 unsigned), string and json as a JSON string, bytes in hexadecimal. A
 * reader of the stream may see a sample shortly before its line is there. For one thread.
 */
final class Oracle implements AutoCloseable {

  private final Writer out;

  Oracle(Path file) {
    try {
      out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the oracle file " + file, e);
    }
  }

  /** One line per sample; {@code timestamps} belongs to it sample by sample. */
  void append(String channelName, Series timestamps, Series samples) {
    try {
      for (int i = 0; i < samples.sampleCount(); i++) {
        out.write(channelName + "\t" + timestamps.longAt(i) + "\t" + text(samples, i) + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot append to the oracle file", e);
    }
  }

  /** Makes all lines visible. */
  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot flush the oracle file", e);
    }
  }

  private static String text(Series samples, int i) {
    return switch (samples.dataType()) {
      case TIMESTAMP, INT64, INT32, INT16, INT8, UINT32, UINT16, UINT8 ->
          String.valueOf(samples.longAt(i));
      case UINT64 -> Long.toUnsignedString(samples.longAt(i));
      case FLOAT64 -> String.valueOf(samples.doubleAt(i));
      case FLOAT32 -> String.valueOf(samples.floatAt(i));
      case BOOLEAN -> String.valueOf(samples.booleanAt(i));
      case UUID -> samples.uuidAt(i).toString();
      case STRING, JSON -> Json.quote(samples.stringAt(i));
      case BYTES -> HexFormat.of().formatHex(samples.bytesAt(i));
    };
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the oracle file", e);
    }
  }
}
