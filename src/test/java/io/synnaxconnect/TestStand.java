package io.synnaxconnect;

import io.synnaxconnect.cluster.SentSample;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A simulator with one index group of three channels, and a memory of what was written to it. */
public final class TestStand implements AutoCloseable {

  /** Found nowhere but in the password. */
  public static final String PASSWORD = "canary-5d41402abc4b";

  private static final long STEP_NANOS = 1_000_003;

  private final Simulator simulator = Simulator.builder().password(PASSWORD).start();
  private final long index = simulator.createIndex("stand_time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, index);
  private final long valve = simulator.createChannel("valve", DataType.UINT8, index);
  private final long mode = simulator.createChannel("mode", DataType.STRING, index);
  private final List<SentSample> written = new ArrayList<>();
  private SimulatedWriter writer = openWriter();
  private long nextNanos = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
  private int sequence;

  public Simulator simulator() {
    return simulator;
  }

  /** Writes rows, one frame each; every value is another than the one before. */
  public void writeRows(int count) {
    for (int i = 0; i < count; i++) {
      nextNanos += STEP_NANOS;
      sequence++;
      writer.writeRow(nextNanos, sequence * 0.25, sequence % 256, "row " + sequence);
      written.add(new SentSample("pressure", nextNanos, Double.toString(sequence * 0.25)));
      written.add(new SentSample("valve", nextNanos, Integer.toString(sequence % 256)));
      written.add(new SentSample("mode", nextNanos, "row " + sequence));
    }
  }

  /** What was written at this time or later. */
  public List<SentSample> writtenSince(long nanos) {
    return written.stream().filter(sample -> sample.timestampNanos() >= nanos).toList();
  }

  /** Timestamp of the newest row. */
  public long newestNanos() {
    return nextNanos;
  }

  /** To be called after a restart of the simulator, which ends all writers. */
  public void reopenWriter() {
    writer = openWriter();
  }

  @Override
  public void close() {
    simulator.close();
  }

  private SimulatedWriter openWriter() {
    return simulator.openWriter(index, pressure, valve, mode);
  }
}
