package io.synnaxconnect.bench;

import io.synnaxconnect.convert.Arrival;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.SourcePartition;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/** The records of some frames, by settings that a connector can carry. */
public final class FloodRecords {

  static final String CHANNELS = "noop.channels";
  static final String ROWS = "noop.rows";
  static final String FORMAT = "noop.format";
  static final String TOPIC = "noop.topic";

  private static final int FRAMES = 64;
  private static final Map<String, String> BEFORE = Map.of("v", "1", "position", "1");
  private static final Map<String, String> AFTER = Map.of("v", "1", "position", "2");
  private static final Map<String, String> PARTITION =
      new SourcePartition("5b1e2c1a-7f53-4f6c-9f0e-0d6a4f1c2b3a", 1).toMap();

  private FloodRecords() {}

  /** A list of records for each frame. */
  public static List<List<SourceRecord>> of(Map<String, String> settings) {
    FrameConverter converter = new FrameConverter(options(settings));
    List<List<SourceRecord>> records = new ArrayList<>();
    for (Rows block :
        FloodRows.blocks(number(settings, CHANNELS), number(settings, ROWS), FRAMES)) {
      records.add(convert(converter, block));
    }
    return records;
  }

  /** The records of one block. */
  static List<SourceRecord> convert(FrameConverter converter, Rows block) {
    return converter.convert(block, PARTITION, BEFORE, AFTER, Arrival.IN_ORDER);
  }

  private static RecordOptions options(Map<String, String> settings) {
    return Formats.options(
        settings.getOrDefault(FORMAT, "sample"), settings.getOrDefault(TOPIC, "noop"));
  }

  private static int number(Map<String, String> settings, String name) {
    return Integer.parseInt(settings.getOrDefault(name, "1"));
  }
}
