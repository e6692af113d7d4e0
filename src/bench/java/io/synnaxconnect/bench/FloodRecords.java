package io.synnaxconnect.bench;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.delivery.Arrival;
import io.synnaxconnect.offset.SourcePartition;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes the records of frames, by settings that a connector can carry. */
public final class FloodRecords {

  private static final String CHANNELS = "noop.channels";
  private static final String ROWS = "noop.rows";
  private static final String FORMAT = "noop.format";
  private static final String TOPIC = "noop.topic";

  private static final int FRAMES = 64;
  private static final Map<String, String> BEFORE = Map.of("v", "1", "position", "1");
  private static final Map<String, String> AFTER = Map.of("v", "1", "position", "2");

  /** The key of the cluster that the rows are from. */
  static final String CLUSTER = "5b1e2c1a-7f53-4f6c-9f0e-0d6a4f1c2b3a";

  private static final Map<String, String> PARTITION = new SourcePartition(CLUSTER, 1).toMap();

  private final Load load;
  private final FrameConverter converter;
  private final FloodRows rows;

  /** As {@link #settings} say. */
  public FloodRecords(Map<String, String> settings) {
    load =
        new Load(
            RecordFormat.valueOf(settings.getOrDefault(FORMAT, "SAMPLE")),
            Integer.parseInt(settings.getOrDefault(CHANNELS, "1")),
            Integer.parseInt(settings.getOrDefault(ROWS, "1")));
    rows = new FloodRows(load.channels());
    converter =
        new FrameConverter(Formats.options(load.format(), settings.getOrDefault(TOPIC, "noop")));
  }

  /** Settings for the records of a load. */
  static Map<String, String> settings(Load load, String topic) {
    Map<String, String> settings = new HashMap<>();
    settings.put(FORMAT, load.format().name());
    settings.put(CHANNELS, Integer.toString(load.channels()));
    settings.put(ROWS, Integer.toString(load.rows()));
    settings.put(TOPIC, topic);
    return settings;
  }

  /** A list of records for each of some frames. */
  public List<List<SourceRecord>> frames() {
    List<List<SourceRecord>> records = new ArrayList<>();
    for (Rows block : FloodRows.blocks(load.channels(), load.rows(), FRAMES)) {
      records.add(convert(converter, block));
    }
    return records;
  }

  /** The records of a frame of one row with this timestamp. */
  public List<SourceRecord> row(long stampNanos) {
    return convert(converter, rows.row(stampNanos));
  }

  /** Nothing is gained by converting nothing. */
  static void requireSome(List<SourceRecord> records) {
    if (records.isEmpty()) {
      throw new IllegalStateException("there are no records");
    }
  }

  /** The records of one block. */
  static List<SourceRecord> convert(FrameConverter converter, Rows block) {
    return converter.convert(List.of(block), PARTITION, BEFORE, AFTER, Arrival.IN_ORDER);
  }
}
