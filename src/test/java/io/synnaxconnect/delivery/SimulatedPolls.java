package io.synnaxconnect.delivery;

import io.synnaxconnect.convert.BlockCutter;
import io.synnaxconnect.convert.RecordShape;
import io.synnaxconnect.delivery.Batch.Move;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connect's side of one life of a task: hands over what is emitted, in row blocks. */
final class SimulatedPolls {

  private final VirtualTime time;
  private final Dice dice;
  private final SimulatedKafka kafka;
  private final DeliveryOracle oracle;
  private final StoredGroup group;
  private Map<String, String> emitted;
  private @Nullable BlockCutter cutter;
  private long batches;

  SimulatedPolls(
      VirtualTime time, Dice dice, SimulatedKafka kafka, DeliveryOracle oracle, StoredGroup group) {
    this.time = time;
    this.dice = dice;
    this.kafka = kafka;
    this.oracle = oracle;
    this.group = group;
    this.emitted = group.offset().toMap();
  }

  /** Other channels are chosen; one that the offset does not cover comes from its beginning. */
  void list(IndexGroup now) {
    ChannelKeyRanges covered = group.offset().channels();
    Set<Long> left = left();
    now.channels().stream()
        .filter(channel -> !covered.isEmpty() && !covered.contains(channel.key()))
        .filter(channel -> !left.contains(channel.key()))
        .forEach(channel -> kafka.expectAgain(channel.key(), oracle.rows()));
  }

  /** Channels that are no longer chosen, but continue where they were if they are again. */
  private Set<Long> left() {
    Set<Long> left = new HashSet<>();
    group.offset().gaps().forEach(gap -> left.addAll(gap.channels().keys()));
    left.removeAll(group.offset().channels().keys());
    return left;
  }

  /** How many batches were handed over. */
  long batches() {
    return batches;
  }

  /** Hands over whole row blocks, as many as a poll may return. */
  void poll() {
    int max = dice.percent(50) ? 2_000 : dice.between(1, 12);
    int remaining = max;
    for (Batch batch = group.batch(); batch != null; batch = group.batch()) {
      BlockCutter cutting =
          cutter == null ? new BlockCutter(batch.rows(), RecordShape.SAMPLE) : cutter;
      cutter = cutting;
      while (!cutting.isEmpty()) {
        List<Rows> block = cutting.next(remaining, remaining == max);
        if (block.isEmpty()) {
          kafka.progress();
          return;
        }
        remaining -= emit(batch, block);
      }
      cutter = null;
      batches++;
      group.handedOver(time.nowNanos());
    }
    kafka.progress();
  }

  /** A record of a row has at least what the offset passes, and is of no other row. */
  private static void checkWhole(Batch batch, List<Rows> block) {
    Set<String> emitted = samples(batch.emitted(block));
    if (!emitted.containsAll(samples(block))
        || !stamps(batch.emitted(block)).equals(stamps(block))) {
      throw new AssertionError(batch.emitted(block) + " are not the rows of " + block);
    }
  }

  private static Set<String> samples(List<Rows> rows) {
    Set<String> samples = new HashSet<>();
    for (Rows piece : rows) {
      for (int row = 0; row < piece.rowCount(); row++) {
        for (Rows.Column column : piece.columns()) {
          samples.add(
              piece.timestampNanos(row) + " " + column.channel().key() + column.valueAt(row));
        }
      }
    }
    return samples;
  }

  private static Set<Long> stamps(List<Rows> rows) {
    Set<Long> stamps = new HashSet<>();
    for (Rows piece : rows) {
      for (int row = 0; row < piece.rowCount(); row++) {
        stamps.add(piece.timestampNanos(row));
      }
    }
    return stamps;
  }

  private int emit(Batch batch, List<Rows> block) {
    oracle.emittedRows().check(block);
    checkWhole(batch, block);
    group.advance(batch, block);
    time.trace(
        () -> "hand over " + batch.move() + " up to " + RowFilter.maxNanos(block) + ": " + block);
    Map<String, String> after = group.offset().toMap();
    List<SimulatedKafka.Entry> entries = new ArrayList<>();
    block.forEach(rows -> addEntries(rows, batch.isLate(), entries));
    int count = entries.size();
    if (!entries.isEmpty()) {
      SimulatedKafka.Entry last = entries.remove(entries.size() - 1);
      entries.forEach(kafka::append);
      kafka.append(last.endingBlock(after));
      emitted = after;
    }
    if (batch.move() == Move.POSITION) {
      oracle.emittedRows().checkWhole(block, group.offset());
    }
    return count;
  }

  private void addEntries(Rows rows, boolean late, List<SimulatedKafka.Entry> entries) {
    for (int row = 0; row < rows.rowCount(); row++) {
      for (Rows.Column column : rows.columns()) {
        SimulatedRow sent = oracle.rowOf(column, row, rows.timestampNanos(row));
        long key = column.channel().key();
        entries.add(new SimulatedKafka.Entry(key, sent, late, emitted, false));
      }
    }
  }
}
