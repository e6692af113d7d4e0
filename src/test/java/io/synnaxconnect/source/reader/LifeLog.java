package io.synnaxconnect.source.reader;

import io.synnaxconnect.delivery.Dice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records of one group in Kafka, in order: how far they are acknowledged and committed. */
final class LifeLog {

  private static final int CHANNELS = 3;

  /**
   * One record.
   *
   * @param row null for a record that only has an offset
   * @param place of the channel in its group
   */
  record Entry(@Nullable LifeRow row, int place, boolean late, Map<String, ?> offset) {}

  private final boolean transactional;
  private final List<Entry> entries = new ArrayList<>();
  private final long[] lastStamps = new long[CHANNELS];
  private @Nullable Map<String, ?> committed;
  private int acknowledged;
  private int committedUpTo;
  private int restartedAt;

  LifeLog(boolean transactional) {
    this.transactional = transactional;
  }

  void append(Entry entry) {
    entries.add(entry);
    LifeRow row = entry.row();
    if (row != null) {
      int place = entry.place();
      if (++row.delivered[place] > 1 + row.repeats[place]) {
        throw new AssertionError("Delivered twice: channel " + place + " of " + row);
      }
      checkOrder(entry, row);
    }
  }

  private void checkOrder(Entry entry, LifeRow row) {
    if (!entry.late()) {
      long before = lastStamps[entry.place()];
      if (before > row.stampNanos) {
        throw new AssertionError("Out of order after " + before + ": " + row);
      }
      lastStamps[entry.place()] = row.stampNanos;
    }
  }

  void acknowledge(Dice dice) {
    acknowledged = transactional ? entries.size() : dice.between(acknowledged, entries.size());
  }

  void commit() {
    if (acknowledged > committedUpTo) {
      committedUpTo = acknowledged;
      committed = entries.get(committedUpTo - 1).offset();
    }
  }

  @Nullable Map<String, ?> committed() {
    return committed;
  }

  void crash(Dice dice) {
    int kept = transactional ? committedUpTo : dice.between(acknowledged, entries.size());
    while (entries.size() > kept) {
      Entry lost = entries.remove(entries.size() - 1);
      if (lost.row() != null) {
        lost.row().delivered[lost.place()]--;
      }
    }
    if (!transactional) {
      entries.subList(beginningOfBlock(), kept).forEach(LifeLog::mayRepeat);
    }
    acknowledged = kept;
    committedUpTo = kept;
    restartedAt = kept;
    Arrays.fill(lastStamps, 0);
    if (transactional) {
      entries.stream()
          .filter(entry -> entry.row() != null && !entry.late())
          .forEach(entry -> lastStamps[entry.place()] = entry.row().stampNanos);
    }
  }

  /** Where the block begins in which the stored offset is: it says that nothing of it came. */
  private int beginningOfBlock() {
    int at = committedUpTo;
    while (at > restartedAt && !endsBlock(at - 1)) {
      at--;
    }
    return at;
  }

  /** After a restart the offset may be an older one. */
  private boolean endsBlock(int at) {
    return at > restartedAt && !entries.get(at).offset().equals(entries.get(at - 1).offset());
  }

  private static void mayRepeat(Entry entry) {
    LifeRow row = entry.row();
    if (row != null) {
      row.repeats[entry.place()]++;
    }
  }
}
