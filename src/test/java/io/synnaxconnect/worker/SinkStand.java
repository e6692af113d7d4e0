package io.synnaxconnect.worker;

import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.StoredSamples;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.TimeStamp;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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
  private final List<Long> timestamps = new ArrayList<>();
  private SimulatedWriter writer;
  private boolean joined;
  private long nextNanos = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());

  SinkStand() {
    add("Thrust", DataType.FLOAT64);
    add("level", DataType.FLOAT32);
    add("cycles", DataType.UINT64);
    add("valve", DataType.UINT8);
    add("turns", DataType.INT64);
    add("mode", DataType.STRING);
    add("seen", DataType.TIMESTAMP);
    writer = openWriter();
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
    joined = true;
    writer = openWriter();
  }

  /** What history has, as the table of rows: by timestamp the values of all channels as text. */
  Map<String, Map<String, Map<String, String>>> storedRows() {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    forEachStored(
        (name, type, nanos, value) ->
            rows.computeIfAbsent("" + nanos, at -> newLine(nanos))
                .put(name.toLowerCase(Locale.ROOT), value));
    return Map.of("synnax_" + INDEX, rows);
  }

  /** The same as a table for each data type: by channel and timestamp the value as text. */
  Map<String, Map<String, Map<String, String>>> storedSamples() {
    Map<String, Map<String, Map<String, String>>> tables = new TreeMap<>();
    forEachStored(
        (name, type, nanos, value) ->
            tables
                .computeIfAbsent("synnax_" + type.wireName(), table -> new TreeMap<>())
                .computeIfAbsent(name + "@" + nanos, at -> newLine(nanos))
                .put("value", value));
    return tables;
  }

  @Override
  public void close() {
    simulator.close();
  }

  private interface Visitor {
    void visit(String name, DataType type, long nanos, String value);
  }

  private void forEachStored(Visitor visitor) {
    Map<String, Long> all = new TreeMap<>(channels);
    all.put("checked", checked);
    all.forEach(
        (name, key) -> {
          StoredSamples stored = simulator.stored(key);
          for (int i = 0; i < stored.size(); i++) {
            Object value = stored.samples().valueAt(i);
            Object shown = value instanceof TimeStamp time ? time.nanos() : value;
            long nanos = stored.timestampsNanos().get(i);
            visitor.visit(name, stored.samples().dataType(), nanos, shown.toString());
          }
        });
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
    List<Object> row = new ArrayList<>();
    row.add(nextNanos);
    row.add(thrust(sequence));
    row.add(sequence * 0.3f);
    row.add(TWO_TO_63.add(BigInteger.valueOf(sequence)));
    row.add(sequence % 256);
    row.add(Long.MIN_VALUE + sequence);
    row.add("row ü '" + sequence);
    row.add(nextNanos - 1);
    if (joined) {
      row.add(0xFFFF_FFFFL - sequence);
    }
    return row.toArray();
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
