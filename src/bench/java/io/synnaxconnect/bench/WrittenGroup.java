package io.synnaxconnect.bench;

import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.util.concurrent.TimeUnit;

/** One group of float64 channels {@code signal_*} of a simulator, and its writer. */
final class WrittenGroup {

  private static final long STEP_NANOS = 1_000;

  private final long indexKey;
  private final SimulatedWriter writer;
  private final int rows;
  private final SeriesData[] frame;
  private final String[] channelNames;
  private long stampNanos;

  /**
   * Creates the channels.
   *
   * @param number tells the group from others of the simulator
   * @param startNanos timestamp of the first row
   */
  WrittenGroup(Simulator simulator, int number, Load load, long startNanos) {
    this.rows = load.rows();
    this.stampNanos = startNanos;
    this.frame = new SeriesData[load.channels() + 1];
    this.channelNames = new String[frame.length];
    long[] keys = new long[frame.length];
    channelNames[0] = "time_" + number;
    keys[0] = simulator.createIndex(channelNames[0]);
    for (int i = 1; i < frame.length; i++) {
      channelNames[i] = "signal_" + number + "_" + i;
      keys[i] = simulator.createChannel(channelNames[i], DataType.FLOAT64, keys[0]);
      double[] values = new double[rows];
      for (int row = 0; row < rows; row++) {
        values[row] = i + Math.sin(row);
      }
      frame[i] = SeriesData.float64(values);
    }
    this.indexKey = keys[0];
    this.writer = simulator.openWriter(keys);
  }

  /** Creates the channels; the first row is of now. */
  static WrittenGroup fromNowOn(Simulator simulator, int number, Load load) {
    long nowNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    return new WrittenGroup(simulator, number, load, nowNanos);
  }

  long indexKey() {
    return indexKey;
  }

  /** The index, and then the others. */
  String[] channelNames() {
    return channelNames.clone();
  }

  /** Writes the next frames, rows a microsecond apart. */
  void write(long frames) {
    for (long i = 0; i < frames; i++) {
      write(stampNanos, STEP_NANOS);
      stampNanos += rows * STEP_NANOS;
    }
  }

  /** Writes a frame whose first row has this timestamp. */
  void write(long firstNanos, long stepNanos) {
    long[] stamps = new long[rows];
    for (int row = 0; row < rows; row++) {
      stamps[row] = firstNanos + row * stepNanos;
    }
    frame[0] = SeriesData.timestamps(stamps);
    writer.write(frame);
  }
}
