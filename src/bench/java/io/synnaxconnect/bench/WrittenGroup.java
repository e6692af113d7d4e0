package io.synnaxconnect.bench;

import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;

/** One group of float64 channels {@code signal_*} in a simulator of its own, and its writer. */
final class WrittenGroup implements AutoCloseable {

  private static final long STEP_NANOS = 1_000;

  private final Simulator simulator;
  private final SimulatedWriter writer;
  private final int rows;
  private final SeriesData[] frame;
  private long stampNanos;

  /**
   * Starts a simulator.
   *
   * @param rows in each frame
   * @param retained how many samples of a channel are kept at least
   * @param startNanos timestamp of the first row
   */
  WrittenGroup(int channels, int rows, long retained, long startNanos) {
    this.simulator = Simulator.builder().retainedSamples(retained).start();
    this.rows = rows;
    this.stampNanos = startNanos;
    this.frame = new SeriesData[channels + 1];
    long[] keys = new long[channels + 1];
    keys[0] = simulator.createIndex("time");
    for (int i = 1; i <= channels; i++) {
      keys[i] = simulator.createChannel("signal_" + i, DataType.FLOAT64, keys[0]);
      double[] values = new double[rows];
      for (int row = 0; row < rows; row++) {
        values[row] = i + Math.sin(row);
      }
      frame[i] = SeriesData.float64(values);
    }
    this.writer = simulator.openWriter(keys);
  }

  String address() {
    return simulator.address();
  }

  int port() {
    return simulator.port();
  }

  Simulator simulator() {
    return simulator;
  }

  /** Writes the next frames. */
  void write(long frames) {
    for (long i = 0; i < frames; i++) {
      long[] stamps = new long[rows];
      for (int row = 0; row < rows; row++) {
        stamps[row] = stampNanos;
        stampNanos += STEP_NANOS;
      }
      frame[0] = SeriesData.timestamps(stamps);
      writer.write(frame);
    }
  }

  @Override
  public void close() {
    simulator.close();
  }
}
