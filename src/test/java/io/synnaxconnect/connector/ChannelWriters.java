package io.synnaxconnect.connector;

import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Channel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Writes channels that change: timestamps are of now, values count up over all channels. */
final class ChannelWriters {

  private final Simulator simulator;
  private final Supplier<List<Channel>> living;
  private final SplittableRandom random;
  private final Map<Long, SimulatedWriter> writers = new HashMap<>();
  private long lastNanos;
  private long lastValue;

  /**
   * Writes nothing yet.
   *
   * @param living the channels that are there now
   */
  ChannelWriters(Simulator simulator, Supplier<List<Channel>> living, SplittableRandom random) {
    this.simulator = simulator;
    this.living = living;
    this.random = random;
  }

  /** Writes some rows to every group, at times without some of its channels. */
  void writeSome() {
    for (Channel channel : living.get()) {
      if (channel.isIndex() || !channel.isIndexed()) {
        write(channel, random.nextInt(1, 4));
      }
      if (random.nextInt(4) == 0) {
        close(channel);
      }
    }
  }

  /** Writes a row with all channels to every group, with new writers. */
  void writeAll() {
    closeAll();
    for (Channel channel : living.get()) {
      if (channel.isIndex() || !channel.isIndexed()) {
        SimulatedWriter writer = simulator.openWriter(keys(channel, 100));
        writeRow(channel, writer);
        writer.close();
      }
    }
  }

  /** The value that comes next: what is written from now on has it, or greater ones. */
  long nextValue() {
    return lastValue + 1;
  }

  /** All writers have ended, as they do with their server. */
  void closeAll() {
    writers.values().forEach(SimulatedWriter::close);
    writers.clear();
  }

  /** Ends the writer of the group of a channel. */
  void close(Channel channel) {
    SimulatedWriter writer =
        writers.remove(channel.isIndexed() ? channel.indexKey() : channel.key());
    if (writer != null) {
      writer.close();
    }
  }

  private void write(Channel indexOrVirtual, int rows) {
    SimulatedWriter writer =
        writers.computeIfAbsent(
            indexOrVirtual.key(), key -> simulator.openWriter(keys(indexOrVirtual, 75)));
    for (int row = 0; row < rows; row++) {
      writeRow(indexOrVirtual, writer);
    }
  }

  private void writeRow(Channel indexOrVirtual, SimulatedWriter writer) {
    Object[] samples = new Object[writer.channelCount()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = ++lastValue;
    }
    if (indexOrVirtual.isIndex()) {
      samples[0] = nextNanos();
    }
    writer.writeRow(samples);
  }

  private long nextNanos() {
    long now = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
    lastNanos = Math.max(lastNanos + 1_000, now);
    return lastNanos;
  }

  /** The index first. */
  private long[] keys(Channel indexOrVirtual, int percent) {
    List<Long> keys = new ArrayList<>(List.of(indexOrVirtual.key()));
    for (Channel channel : living.get()) {
      boolean inside = channel.indexKey() == indexOrVirtual.key() && !channel.isIndex();
      if (inside && random.nextInt(100) < percent) {
        keys.add(channel.key());
      }
    }
    return keys.stream().mapToLong(Long::longValue).toArray();
  }
}
