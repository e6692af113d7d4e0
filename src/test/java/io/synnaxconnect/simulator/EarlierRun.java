package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Recorded rows of an index group, to be imported as if they had happened a day ago. Each import is
 * older than the one before: regions of a group never overlap, neither with each other nor with
 * what is written live.
 */
final class EarlierRun {

  private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);

  private final byte[] timestamps;
  private final List<byte[]> samples;
  private @Nullable Long endNanos;

  /**
   * Rows as they were recorded.
   *
   * @param timestamps raw, at least one
   * @param samples raw, of each data channel
   */
  EarlierRun(byte[] timestamps, List<byte[]> samples) {
    this.timestamps = timestamps.clone();
    this.samples = List.copyOf(samples);
  }

  /**
   * Stores the rows without streaming them, as the official clients import. Nobody else may write
   * the group meanwhile: the cluster accepts rows of a writer without control, and does not store
   * them.
   *
   * @return how many samples, those of the index included
   */
  int importInto(Simulator simulator, Channel index, List<Channel> data, @Nullable Oracle oracle) {
    long end = endNanos == null ? SimulatorBuilder.systemNanos() - DAY_NANOS : endNanos;
    long last = Samples.longAt(timestamps, timestamps.length - Long.BYTES);
    byte[] moved = Samples.added(timestamps, end - 1 - last);
    long start = Samples.longAt(moved, 0);
    try (ScenarioWriter writer =
        new ScenarioWriter(simulator, index, data, oracle, WriterOptions.importFrom(start))) {
      writer.write(moved, samples);
    }
    endNanos = start;
    return timestamps.length / Long.BYTES * (data.size() + 1);
  }
}
