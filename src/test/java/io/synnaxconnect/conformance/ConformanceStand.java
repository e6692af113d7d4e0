package io.synnaxconnect.conformance;

import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** A simulator that holds the extremes of all types: one channel for each, all of one index. */
final class ConformanceStand implements AutoCloseable {

  static final String PASSWORD = "seldon";

  /** As many rows as the type with most extremes has; the others begin anew. */
  static final int ROWS =
      Arrays.stream(DataType.values())
          .mapToInt(type -> Extremes.storable(type).size())
          .max()
          .orElse(0);

  /** In the years 1684 and 2255: what is stored ends after its last sample. */
  private static final long FAR_NANOS = 9_000_000_000_000_000_000L;

  private final Simulator simulator =
      Simulator.builder().version("0.57.0").password(PASSWORD).start();

  ConformanceStand() {
    List<DataType> types = List.of(DataType.values());
    long index = simulator.createIndex("time");
    long[] keys = new long[types.size() + 1];
    keys[0] = index;
    for (int i = 0; i < types.size(); i++) {
      DataType type = types.get(i);
      keys[i + 1] = simulator.createChannel(Trial.channelName(type), type, index);
    }
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      for (int row = 0; row < ROWS; row++) {
        SeriesData[] series = new SeriesData[keys.length];
        series[0] = SeriesData.timestamps(timestampNanos(row));
        for (int i = 0; i < types.size(); i++) {
          series[i + 1] = SeriesData.raw(types.get(i), wire(written(types.get(i), row)));
        }
        writer.write(series);
      }
    }
  }

  static Written written(DataType type, int row) {
    List<Written> all = Extremes.storable(type);
    return all.get(row % all.size());
  }

  static long timestampNanos(int row) {
    return row == 0 ? -FAR_NANOS : row == ROWS - 1 ? FAR_NANOS : row - 2L;
  }

  private static byte[] wire(Written sample) {
    byte[] bytes = sample.wire();
    return sample.dataType().isVariable()
        ? ByteBuffer.allocate(Integer.BYTES + bytes.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bytes.length)
            .put(bytes)
            .array()
        : bytes;
  }

  String address() {
    return simulator.address();
  }

  @Override
  public void close() {
    simulator.close();
  }
}
