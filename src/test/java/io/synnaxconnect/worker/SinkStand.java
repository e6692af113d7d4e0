package io.synnaxconnect.worker;

import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.StoredSamples;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.TimeStamp;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A simulator with an index group that has all that sinks find difficult. */
final class SinkStand implements AutoCloseable {

  static final String INDEX = "sink_time";

  private static final long STEP_NANOS = 1_000_003;
  private static final BigInteger TWO_TO_63 = BigInteger.TWO.pow(63);

  private final Simulator simulator = Simulator.builder().start();
  private final long index = simulator.createIndex(INDEX);
  private final Map<String, Long> channels = new LinkedHashMap<>();
  private final long checked = simulator.createChannel("checked", DataType.FLOAT64, index);
  private final Map<String, Long> departed = new LinkedHashMap<>();
  private final Map<Long, StoredSamples> storedOfDeparted = new HashMap<>();
  private final List<Long> timestamps = new ArrayList<>();
  private SimulatedWriter writer;
  private long nextNanos = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());

  SinkStand() {
    add("Thrust", DataType.FLOAT64);
    add("level", DataType.FLOAT32);
    add("cycles", DataType.UINT64);
    add("valve", DataType.UINT8);
    add("turns", DataType.INT64);
    add("mode", DataType.STRING);
    add("seen", DataType.TIMESTAMP);
    add("tiny", DataType.INT8);
    add("small", DataType.INT16);
    add("steps", DataType.INT32);
    add("word", DataType.UINT16);
    add("part", DataType.UUID);
    add("note", DataType.JSON);
    add("raw", DataType.BYTES);
    writer = openWriter();
  }

  /** The same with two channels whose names differ in case alone. */
  static SinkStand withTwins() {
    SinkStand stand = new SinkStand();
    stand.writer.close();
    stand.add("Twin", DataType.INT32);
    stand.add("twin", DataType.INT32);
    stand.writer = stand.openWriter();
    return stand;
  }

  Simulator simulator() {
    return simulator;
  }

  /** Writes rows of all channels but the one that another writer writes later. */
  void writeRows(int count) {
    for (int i = 0; i < count; i++) {
      nextNanos += STEP_NANOS;
      timestamps.add(nextNanos);
      writer.writeRow(samples(timestamps.size()));
    }
  }

  /** Writes one row, so much later than the row before. */
  void writeLater(Duration pause) {
    nextNanos += pause.toNanos();
    writeRows(1);
  }

  /** Another writer writes its channel for rows that were written long ago. */
  void writeLate(int from, int to) {
    Object[][] rows = new Object[to - from][];
    for (int i = from; i < to; i++) {
      rows[i - from] = new Object[] {i * 0.5};
    }
    simulator.importRows(new long[] {checked}, timestamps.get(from), rows);
  }

  /** From now on the group has one more channel. */
  void join() {
    writer.close();
    add("joined", DataType.UINT32);
    writer = openWriter();
  }

  /** A channel is deleted. What it had is compared on. */
  void leave() {
    writer.close();
    long key = channels.remove("valve");
    departed.put("valve", key);
    storedOfDeparted.put(key, simulator.stored(key));
    simulator.deleteChannel(key);
    writer = openWriter();
  }

  /** How a sink calls the column of a channel. */
  interface ColumnNames {
    String of(String channel, long key);
  }

  /** The columns of rows and their types, also of the channel that joins: it gets the next key. */
  Map<String, String> columns(ColumnNames names) {
    Map<String, String> columns = new TreeMap<>();
    long newest = 0;
    for (Channel channel : simulator.channels()) {
      if (channels.containsValue(channel.key()) || channel.key() == checked) {
        columns.put(names.of(channel.name(), channel.key()), channel.dataTypeName());
        newest = Math.max(newest, channel.key());
      }
    }
    if (!channels.containsKey("joined")) {
      columns.put(names.of("joined", newest + 1), DataType.UINT32.wireName());
    }
    return columns;
  }

  /** What history has, as the table of rows: by timestamp the values of all channels as text. */
  Map<String, Map<String, Map<String, String>>> storedRows(String table, ColumnNames names) {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    forEachStored(
        (name, key, type, nanos, value) ->
            rows.computeIfAbsent("" + nanos, at -> newLine(nanos)).put(names.of(name, key), value));
    return Map.of(table, rows);
  }

  /**
   * The same as a table for each data type: by channel and timestamp the value as text.
   *
   * @param timed whether each sample has its time
   */
  Map<String, Map<String, Map<String, String>>> storedSamples(String prefix, boolean timed) {
    Map<String, Map<String, Map<String, String>>> tables = new TreeMap<>();
    forEachStored(
        (name, key, type, nanos, value) ->
            tables
                .computeIfAbsent(prefix + type.wireName(), table -> new TreeMap<>())
                .computeIfAbsent(name + "@" + nanos, at -> timed ? newLine(nanos) : new TreeMap<>())
                .put("value", value));
    return tables;
  }

  @Override
  public void close() {
    simulator.close();
  }

  private interface Visitor {
    void visit(String name, long key, DataType type, long nanos, String value);
  }

  private void forEachStored(Visitor visitor) {
    Map<String, Long> all = new TreeMap<>(channels);
    all.put("checked", checked);
    all.putAll(departed);
    all.forEach(
        (name, key) -> {
          StoredSamples stored = storedOfDeparted.get(key);
          if (stored == null) {
            stored = simulator.stored(key);
          }
          for (int i = 0; i < stored.size(); i++) {
            Object value = stored.samples().valueAt(i);
            long nanos = stored.timestampsNanos().get(i);
            visitor.visit(name, key, stored.samples().dataType(), nanos, text(value));
          }
        });
  }

  private static String text(Object value) {
    if (value instanceof TimeStamp time) {
      return "" + time.nanos();
    }
    return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
  }

  private static Map<String, String> newLine(long nanos) {
    return new TreeMap<>(Map.of("time", "" + Math.floorDiv(nanos, 1_000_000)));
  }

  private void add(String name, DataType type) {
    channels.put(name, simulator.createChannel(name, type, index));
  }

  private SimulatedWriter openWriter() {
    List<Long> keys = new ArrayList<>(List.of(index));
    keys.addAll(channels.values());
    return simulator.openWriter(keys.stream().mapToLong(Long::longValue).toArray());
  }

  private Object[] samples(int sequence) {
    List<Object> row = new ArrayList<>(List.of(nextNanos));
    channels.keySet().forEach(name -> row.add(sample(name, sequence)));
    return row.toArray();
  }

  private Object sample(String name, int sequence) {
    return switch (name) {
      case "Thrust" -> thrust(sequence);
      case "level" -> sequence * 0.3f;
      case "cycles" -> TWO_TO_63.add(BigInteger.valueOf(sequence));
      case "valve" -> sequence % 256;
      case "turns" -> Long.MIN_VALUE + sequence;
      case "mode" -> "row ü '" + sequence;
      case "seen" -> nextNanos - 1;
      case "tiny" -> sequence % 256 - 128;
      case "small", "Twin" -> sequence - 1000;
      case "steps" -> sequence;
      case "word" -> 0xFFFF - sequence;
      case "part" -> new UUID(sequence, ~sequence);
      case "note" -> "{\"row\": " + sequence + "}";
      case "raw" -> new byte[] {(byte) sequence, 0, -1};
      case "joined" -> 0xFFFF_FFFFL - sequence;
      case "twin" -> -sequence;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static double thrust(int sequence) {
    return switch (sequence % 7) {
      case 1 -> Double.NaN;
      case 2 -> Double.POSITIVE_INFINITY;
      case 3 -> Double.NEGATIVE_INFINITY;
      default -> sequence * 0.1;
    };
  }
}
