package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one index group and tells the oracle, if there is one. */
final class ScenarioWriter implements AutoCloseable {

  private final Channel index;
  private final List<Channel> channels;
  private final SimulatedWriter writer;
  private final @Nullable Oracle oracle;

  /** Opens a writer for an index and its data channels; what it writes is streamed and stored. */
  ScenarioWriter(Simulator simulator, Channel index, List<Channel> data, @Nullable Oracle oracle) {
    this(simulator, index, data, oracle, WriterOptions.defaults());
  }

  /** The same with other options. */
  ScenarioWriter(
      Simulator simulator,
      Channel index,
      List<Channel> data,
      @Nullable Oracle oracle,
      WriterOptions options) {
    this.index = index;
    this.channels = data;
    this.oracle = oracle;
    long[] keys = new long[data.size() + 1];
    keys[0] = index.key();
    for (int i = 0; i < data.size(); i++) {
      keys[i + 1] = data.get(i).key();
    }
    this.writer = simulator.openWriter(options, keys);
  }

  /** One write: raw timestamps and the raw samples of each data channel in order. */
  void write(byte[] timestamps, List<byte[]> samples) {
    Map<Long, SeriesData> write = new LinkedHashMap<>();
    write.put(index.key(), SeriesData.raw(DataType.TIMESTAMP, timestamps));
    for (int i = 0; i < channels.size(); i++) {
      write.put(channels.get(i).key(), SeriesData.raw(type(channels.get(i)), samples.get(i)));
    }
    writer.write(write);
    if (oracle != null) {
      Series times = series(DataType.TIMESTAMP, timestamps);
      oracle.append(index.name(), times, times);
      for (int i = 0; i < channels.size(); i++) {
        Channel channel = channels.get(i);
        oracle.append(channel.name(), times, series(type(channel), samples.get(i)));
      }
      oracle.flush();
    }
  }

  /** Another writer may follow at once. */
  @Override
  public void close() {
    writer.close();
  }

  private static DataType type(Channel channel) {
    DataType type = channel.dataType();
    if (type == null) {
      throw new IllegalArgumentException("a scenario knows the types that it writes");
    }
    return type;
  }

  private static Series series(DataType type, byte[] data) {
    ByteBuffer bytes = ByteBuffer.wrap(data);
    return type.isVariable()
        ? Series.variable(type, bytes, Alignment.ZERO, TimeRange.ZERO)
        : Series.fixed(type, bytes, Alignment.ZERO, TimeRange.ZERO);
  }
}
