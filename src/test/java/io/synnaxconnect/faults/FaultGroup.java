package io.synnaxconnect.faults;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.LongStream;

/**
 * An index group. A value tells its channel and its row: {@code channel * 10^9 + row}. For one
 * thread at a time.
 */
final class FaultGroup {

  private static final double CHANNEL_STEP = 1e9;

  private final FaultCluster cluster;
  private final String name;
  private final int number;
  private final long index;
  private final Map<String, Long> channels = new LinkedHashMap<>();
  private int written;
  private FaultCluster.Writer writer;
  private long rows;
  private long samples;
  private long newestNanos;

  /**
   * Creates the channels {@code name_0}, {@code name_1} and so on.
   *
   * @param number of the first channel; no two channels of a cluster share one
   */
  FaultGroup(FaultCluster cluster, String name, int number, int channelCount) {
    this.cluster = cluster;
    this.name = cluster.prefix() + name;
    this.number = number;
    this.index = cluster.createIndex(cluster.prefix() + "time_of_" + name);
    for (int i = 0; i < channelCount; i++) {
      String channel = this.name + "_" + i;
      channels.put(channel, cluster.createChannel(channel, index));
    }
    this.written = channelCount;
    this.newestNanos = System.currentTimeMillis() * 1_000_000L;
    this.writer = openWriter();
  }

  /** One row, one live frame. */
  void writeRow(long timestampNanos) {
    double[] row = new double[written];
    for (int i = 0; i < written; i++) {
      row[i] = (number + i) * CHANNEL_STEP + rows;
    }
    writer.writeRow(timestampNanos, row);
    newestNanos = timestampNanos;
    samples += written;
    rows++;
  }

  /** From now on only so many of the channels are written. */
  void writeOnly(int channelCount) {
    writer.close();
    written = channelCount;
    writer = openWriter();
  }

  /** Creates one more channel, which is written from now on, as are all others. */
  void addChannel() {
    writer.close();
    String channel = name + "_" + channels.size();
    channels.put(channel, cluster.createChannel(channel, index));
    written = channels.size();
    writer = openWriter();
  }

  /** Returns when all rows can be read. */
  void commit() {
    writer.commit();
  }

  /** To be called after a restart of the cluster, which ends all writers. */
  void reopenWriter() {
    writer = openWriter();
  }

  private FaultCluster.Writer openWriter() {
    return cluster.openWriter(
        newestNanos + 1,
        index,
        channels.values().stream().mapToLong(Long::longValue).limit(written).toArray());
  }

  /** How many samples were written so far, without the index. */
  long samples() {
    return samples;
  }

  /** How its channels and its index are named. */
  String name() {
    return name;
  }

  long indexKey() {
    return index;
  }

  /** The keys of its index and of its channels, in this order. */
  long[] keys() {
    return LongStream.concat(
            LongStream.of(index), channels.values().stream().mapToLong(Long::longValue))
        .toArray();
  }

  List<String> channelNames() {
    return List.copyOf(channels.keySet());
  }

  /** What the cluster holds after one timestamp and up to another, for each channel. */
  Map<String, NavigableMap<Long, Double>> stored(long afterNanos, long upToNanos) {
    Map<String, NavigableMap<Long, Double>> all = new LinkedHashMap<>();
    channels.forEach(
        (channel, key) -> all.put(channel, cluster.stored(index, key, afterNanos, upToNanos)));
    return all;
  }
}
