package io.synnaxconnect.faults;

import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.StoredSamples;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * An index group on a simulator. A value tells its channel and its row: {@code channel * 10^9 +
 * row}. For one thread at a time.
 */
final class FaultGroup {

  private static final double CHANNEL_STEP = 1e9;

  private final Simulator simulator;
  private final String name;
  private final int number;
  private final long index;
  private final Map<String, Long> channels = new LinkedHashMap<>();
  private int written;
  private SimulatedWriter writer;
  private long rows;

  /**
   * Creates the channels {@code name_0}, {@code name_1} and so on.
   *
   * @param number of the first channel; no two channels of a simulator share one
   */
  FaultGroup(Simulator simulator, String name, int number, int channelCount) {
    this.simulator = simulator;
    this.name = name;
    this.number = number;
    this.index = simulator.createIndex("time_of_" + name);
    for (int i = 0; i < channelCount; i++) {
      String channel = name + "_" + i;
      channels.put(channel, simulator.createChannel(channel, DataType.FLOAT64, index));
    }
    this.written = channelCount;
    this.writer = openWriter();
  }

  /** One row, one live frame. */
  void writeRow(long timestampNanos) {
    List<Object> row = new ArrayList<>();
    row.add(timestampNanos);
    for (int i = 0; i < written; i++) {
      row.add((number + i) * CHANNEL_STEP + rows);
    }
    writer.writeRow(row.toArray());
    rows++;
  }

  /** From now on only so many of the channels are written. */
  void writeOnly(int channelCount) {
    writer.close();
    written = channelCount;
    writer = openWriter();
  }

  /** To be called after a restart of the simulator, which ends all writers. */
  void reopenWriter() {
    writer = openWriter();
  }

  private SimulatedWriter openWriter() {
    long[] keys = new long[written + 1];
    keys[0] = index;
    int position = 1;
    for (long key : List.copyOf(channels.values()).subList(0, written)) {
      keys[position++] = key;
    }
    return simulator.openWriter(keys);
  }

  /** How its channels and its index are named. */
  String name() {
    return name;
  }

  long indexKey() {
    return index;
  }

  List<String> channelNames() {
    return List.copyOf(channels.keySet());
  }

  /** What the cluster holds: value by timestamp, for each channel. */
  Map<String, NavigableMap<Long, Double>> stored() {
    Map<String, NavigableMap<Long, Double>> all = new LinkedHashMap<>();
    channels.forEach(
        (channel, key) -> {
          StoredSamples samples = simulator.stored(key);
          TreeMap<Long, Double> byTime = new TreeMap<>();
          for (int i = 0; i < samples.size(); i++) {
            byTime.put(samples.timestampsNanos().get(i), samples.samples().doubleAt(i));
          }
          all.put(channel, byTime);
        });
    return all;
  }
}
