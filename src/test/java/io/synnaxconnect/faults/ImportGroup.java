package io.synnaxconnect.faults;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An index group that is written in sessions. A value says its channel and its row: {@code channel
 * * 10^9 + row}. For one thread at a time.
 */
final class ImportGroup {

  /** From row to row. */
  static final long STEP_NANOS = 1_000_000L;

  private static final double CHANNEL_STEP = 1e9;
  private static final int ROWS_PER_COMMIT = 1_000;

  private final FaultCluster cluster;
  private final int number;
  private final long index;
  private final Map<String, Long> channels = new LinkedHashMap<>();
  private long rows;
  private FaultCluster.@Nullable Writer live;

  /** How its channels are created. */
  interface ChannelType {
    long create(FaultCluster cluster, String name, long index);
  }

  /**
   * Creates the channels {@code name_0}, {@code name_1} and so on.
   *
   * @param number of the first channel; no two channels of a cluster share one
   */
  ImportGroup(
      FaultCluster cluster, String name, int number, int channelCount, ChannelType channelType) {
    this.cluster = cluster;
    this.number = number;
    this.index = cluster.createIndex(cluster.prefix() + "time_of_" + name);
    for (int i = 0; i < channelCount; i++) {
      String channel = cluster.prefix() + name + "_" + i;
      channels.put(channel, channelType.create(cluster, channel, index));
    }
  }

  /** Opens a session that streams rows from now on. Returns its samples by channel. */
  Map<String, NavigableMap<Long, Double>> writeLive(int count) {
    long first = System.currentTimeMillis() * 1_000_000L;
    FaultCluster.Writer writer = cluster.openWriter(first, index, channelKeys());
    live = writer;
    return write(writer, names(), first, count);
  }

  /** Ends the session, if one is open. */
  void endLive() {
    if (live != null) {
      live.close();
    }
    live = null;
  }

  /** The rows of an import, which is closed at once. Returns its samples by channel. */
  Map<String, NavigableMap<Long, Double>> importRows(long firstNanos, int count) {
    return importRows(names(), firstNanos, count);
  }

  /** The same of the first channel, without the others. */
  Map<String, NavigableMap<Long, Double>> importRowsOfFirst(long firstNanos, int count) {
    return importRows(names().subList(0, 1), firstNanos, count);
  }

  private Map<String, NavigableMap<Long, Double>> importRows(
      List<String> written, long firstNanos, int count) {
    long[] keys = written.stream().mapToLong(this::key).toArray();
    try (FaultCluster.Writer writer = cluster.openImport(firstNanos, index, keys)) {
      return write(writer, written, firstNanos, count);
    }
  }

  /** Samples of the last channel alone, at timestamps that the index has. */
  Map<String, NavigableMap<Long, Double>> importLastAlone(long firstNanos, int count) {
    String last = names().get(channels.size() - 1);
    NavigableMap<Long, Double> samples = samples();
    for (int row = 0; row < count; row++) {
      samples.put(
          firstNanos + row * STEP_NANOS, (number + channels.size() - 1) * CHANNEL_STEP + rows);
      rows++;
    }
    double[] values = samples.values().stream().mapToDouble(Double::doubleValue).toArray();
    cluster.importAlone(firstNanos, key(last), values);
    return Map.of(last, samples);
  }

  private Map<String, NavigableMap<Long, Double>> write(
      FaultCluster.Writer writer, List<String> names, long firstNanos, int count) {
    List<NavigableMap<Long, Double>> written = names.stream().map(n -> samples()).toList();
    double[] values = new double[written.size()];
    for (int row = 0; row < count; row++) {
      long nanos = firstNanos + row * STEP_NANOS;
      for (int i = 0; i < values.length; i++) {
        values[i] = (number + i) * CHANNEL_STEP + rows;
        written.get(i).put(nanos, values[i]);
      }
      writer.writeRow(nanos, values);
      rows++;
      if (rows % ROWS_PER_COMMIT == 0) {
        writer.commit();
      }
    }
    writer.commit();
    Map<String, NavigableMap<Long, Double>> byChannel = new LinkedHashMap<>();
    names.forEach(name -> byChannel.put(name, written.get(byChannel.size())));
    return byChannel;
  }

  private static NavigableMap<Long, Double> samples() {
    return new TreeMap<>();
  }

  private List<String> names() {
    return List.copyOf(channels.keySet());
  }

  private long key(String name) {
    return Objects.requireNonNull(channels.get(name));
  }

  long indexKey() {
    return index;
  }

  /** The keys of its channels, without the index. */
  long[] channelKeys() {
    return channels.values().stream().mapToLong(Long::longValue).toArray();
  }

  /** What the cluster stores of some samples. */
  Map<String, NavigableMap<Long, Double>> stored(Map<String, NavigableMap<Long, Double>> written) {
    Map<String, NavigableMap<Long, Double>> all = new LinkedHashMap<>();
    written.forEach(
        (channel, samples) ->
            all.put(
                channel,
                cluster.stored(index, key(channel), samples.firstKey() - 1, samples.lastKey())));
    return all;
  }
}
