package io.synnaxconnect.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What reached Kafka: records in order, how far they are acknowledged, and what is committed. */
final class SimulatedKafka {

  /**
   * One record.
   *
   * @param endsBlock whether its offset says that it was delivered
   */
  record Entry(
      long key, SimulatedRow row, boolean late, Map<String, String> offset, boolean endsBlock) {

    Entry endingBlock(Map<String, String> after) {
      return new Entry(key, row, late, after, true);
    }
  }

  private final boolean transactional;
  private final Dice dice;
  private final List<Entry> log = new ArrayList<>();
  private final Map<Long, Long> lastStamps = new HashMap<>();

  /** Where in the log a channel restarted. */
  private final Map<Long, Integer> orderedFrom = new HashMap<>();

  private Map<String, String> committed;
  private int acknowledged;
  private int committedUpTo;

  SimulatedKafka(Dice dice, boolean transactional, Map<String, String> start) {
    this.dice = dice;
    this.transactional = transactional;
    this.committed = start;
  }

  void append(Entry entry) {
    SimulatedRow row = entry.row();
    int key = (int) entry.key();
    log.add(entry);
    row.delivered[key]++;
    if (row.delivered[key] > 1 + row.repeats[key]) {
      throw new AssertionError("Delivered twice: channel " + key + " of " + row);
    }
    if (!entry.late()) {
      Long before = lastStamps.put(entry.key(), row.stampNanos);
      if (before != null && before > row.stampNanos) {
        throw new AssertionError(
            "Out of order after " + before + ": channel " + key + " of " + row);
      }
    }
  }

  /** Between two polls: the producer progresses, and now and then Connect commits. */
  void progress() {
    acknowledged = dice.between(acknowledged, log.size());
    if (dice.percent(30)) {
      acknowledged = transactional ? log.size() : acknowledged;
      commit();
    }
  }

  private void commit() {
    if (acknowledged > committedUpTo) {
      committedUpTo = acknowledged;
      committed = log.get(committedUpTo - 1).offset();
    }
  }

  /** All is acknowledged and committed. */
  void settle() {
    acknowledged = log.size();
    commit();
  }

  Map<String, String> committed() {
    return committed;
  }

  /** The task dies. What Kafka has after the committed offset comes again, or is undone. */
  void crash() {
    int kept = transactional ? committedUpTo : dice.between(acknowledged, log.size());
    while (log.size() > kept) {
      Entry lost = log.remove(log.size() - 1);
      lost.row().delivered[(int) lost.key()]--;
    }
    int certain = committedUpTo;
    while (certain > 0 && !log.get(certain - 1).endsBlock()) {
      certain--;
    }
    for (Entry entry : log.subList(certain, kept)) {
      entry.row().repeats[(int) entry.key()]++;
    }
    acknowledged = kept;
    committedUpTo = kept;
    lastStamps.clear();
    if (transactional) {
      for (int i = 0; i < log.size(); i++) {
        Entry entry = log.get(i);
        if (!entry.late() && i >= orderedFrom.getOrDefault(entry.key(), 0)) {
          lastStamps.put(entry.key(), entry.row().stampNanos);
        }
      }
    }
  }

  /** A channel is selected again: its samples come from the beginning. */
  void expectAgain(long key, List<SimulatedRow> rows) {
    lastStamps.remove(key);
    orderedFrom.put(key, log.size());
    rows.stream()
        .filter(row -> row.delivered[(int) key] > 0)
        .forEach(row -> row.repeats[(int) key]++);
  }

  /** Somebody sets the offset; what is after it comes again. */
  void reset(Map<String, String> offset, long positionNanos, List<SimulatedRow> rows) {
    committed = offset;
    lastStamps.clear();
    for (SimulatedRow row : rows) {
      if (row.stampNanos > positionNanos) {
        Arrays.fill(row.delivered, 0);
        Arrays.fill(row.repeats, 0);
      }
    }
    log.clear();
    orderedFrom.clear();
    acknowledged = 0;
    committedUpTo = 0;
  }
}
