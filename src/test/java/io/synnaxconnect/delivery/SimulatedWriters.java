package io.synnaxconnect.delivery;

import static io.synnaxconnect.delivery.VirtualTime.MILLISECOND;

import io.synnaxconnect.delivery.SimulatedSession.Mode;
import io.synnaxconnect.telem.TimeRange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The people who write into the cluster, one at a time, and perhaps one for a single channel. */
final class SimulatedWriters {

  /** Every data channel. */
  static final Set<Long> ALL_KEYS = Set.of(2L, 3L, SimulatedCluster.LONE_KEY, 5L);

  private final VirtualTime time;
  private final Dice dice;
  private final SimulatedCluster cluster;
  private final Set<Fault> faults;
  private final long maxCommitDelayNanos;
  private final boolean loneWriter;
  private final long spacingNanos;
  private final boolean repeatsAcrossFrames;
  private final Set<Long> keysWritten = new HashSet<>(ALL_KEYS);
  private long freeFromNanos;
  private long freeToNanos;

  /**
   * Nobody has written yet.
   *
   * @param maxCommitDelayNanos how long a row may wait until it is committed
   */
  SimulatedWriters(
      VirtualTime time,
      Dice dice,
      SimulatedCluster cluster,
      Set<Fault> faults,
      long maxCommitDelayNanos) {
    this.maxCommitDelayNanos = maxCommitDelayNanos;
    this.time = time;
    this.dice = dice;
    this.cluster = cluster;
    this.faults = faults;
    this.loneWriter = dice.percent(30);
    this.spacingNanos = List.of(0L, 1L, MILLISECOND).get(dice.between(0, 2));
    this.repeatsAcrossFrames = spacingNanos == 0 && dice.percent(30);
  }

  /** Whether a timestamp may come twice. */
  boolean repeatTimestamps() {
    return spacingNanos == 0;
  }

  /** Rows from before the connector. */
  void writeBefore() {
    cluster.open(Mode.AUTO_COMMIT, someKeys());
    for (int i = dice.between(0, 5); i > 0; i--) {
      write();
      time.runFor(100 * MILLISECOND);
    }
  }

  void act() {
    if (dice.percent(75)) {
      write();
    }
    if (loneWriter && dice.percent(40)) {
      boolean streamed = !faults.contains(Fault.LONE_PERSIST_ONLY) || dice.percent(80);
      cluster.writeAlone(dice.between(1, 8), streamed);
    }
  }

  /** Every data channel that is written. */
  Set<Long> keysWritten() {
    return keysWritten;
  }

  /** A channel is created; who writes from now on writes it, too. */
  void create(long key) {
    if (keysWritten.add(key)) {
      reopen();
    }
  }

  /** Somebody writes channels where rows lack them. */
  void writeAloneBefore() {
    long key = List.of(3L, SimulatedCluster.LONE_KEY, 5L).get(dice.between(0, 2));
    cluster.writeAloneBefore(key, dice.between(1, 8));
  }

  /** The writer of a single channel catches up. */
  void finishAlone() {
    if (loneWriter) {
      cluster.writeAlone(Integer.MAX_VALUE, true);
    }
  }

  void write() {
    SimulatedSession writer = cluster.writer();
    if (writer == null || !writer.isOpen()) {
      writer = reopen();
    }
    if (writer.isBusy()) {
      return;
    }
    long first = Math.max(time.nowNanos(), cluster.newestNanos() + 1);
    boolean slow = faults.contains(Fault.SLOW_DATA) && dice.percent(20);
    long dataDelay = slow ? dice.between(0, 4) * MILLISECOND : 0;
    int count = dice.between(1, 5);
    boolean again = repeatsAcrossFrames && writer.hasWritten() && dice.percent(30);
    writer.write(
        again ? cluster.newRowsAtNewest(count) : cluster.newRows(first, count, spacingNanos),
        dataDelay);
    if (writer.mode() == Mode.DELAYED_COMMIT && dice.percent(30)) {
      writer.commit();
    }
  }

  /** A new session, and with it a new domain. */
  SimulatedSession reopen() {
    Mode mode = Mode.AUTO_COMMIT;
    if (faults.contains(Fault.DELAYED_COMMIT) && dice.percent(30)) {
      mode = Mode.DELAYED_COMMIT;
    } else if (faults.contains(Fault.PERSIST_ONLY) && dice.percent(20)) {
      mode = Mode.PERSIST_ONLY;
    }
    SimulatedSession writer = cluster.open(mode, someKeys());
    if (mode == Mode.DELAYED_COMMIT) {
      commitRegularly(writer);
    }
    return writer;
  }

  private Set<Long> someKeys() {
    Set<Long> keys = new HashSet<>(keysWritten);
    if (loneWriter && !dice.percent(10)) {
      keys.remove(SimulatedCluster.LONE_KEY);
    }
    if (faults.contains(Fault.CHANNEL_MISSING) && dice.percent(30)) {
      keys.remove(3L);
      keys.remove(5L);
    }
    return keys;
  }

  private void commitRegularly(SimulatedSession writer) {
    time.in(
        dice.between(
            200 * MILLISECOND, dice.percent(80) ? 1500 * MILLISECOND : maxCommitDelayNanos),
        () -> {
          if (writer.isOpen()) {
            writer.commit();
            commitRegularly(writer);
          }
        });
  }

  void handOver() {
    SimulatedSession writer = cluster.writer();
    if (writer != null && writer.isOpen() && !writer.isBusy()) {
      writer.handOver(dice.percent(70) ? Mode.AUTO_COMMIT : Mode.PERSIST_ONLY);
    }
  }

  void freeTime() {
    reopen();
    freeFromNanos = Math.max(time.nowNanos(), cluster.newestNanos() + 1);
    cluster.skipTime(freeFromNanos - cluster.newestNanos() + dice.between(1, 500) * MILLISECOND);
    freeToNanos = cluster.newestNanos();
  }

  /** Another writer fills time that was skipped, while ours is closed. */
  void writeLate() {
    if (!isTimeFree()) {
      return;
    }
    Mode mode = dice.percent(80) ? Mode.AUTO_COMMIT : Mode.PERSIST_ONLY;
    SimulatedSession writer = cluster.open(mode, someKeys());
    int count = dice.between(1, 4);
    long spacing = 1 + spacingNanos / 1000;
    for (int frames = dice.between(1, 5); frames > 0 && isTimeFree(); frames--) {
      writer.write(cluster.newRows(freeFromNanos, count, spacing), 0);
      freeFromNanos += count * spacing + dice.between(0, 3) * MILLISECOND / 10;
      time.runFor(dice.between(0, 100) * MILLISECOND);
      if (!writer.isOpen()) {
        return;
      }
    }
    reopen();
  }

  /** Somebody stores rows between those of others, mostly without streaming them. */
  void writeIntoHole() {
    List<TimeRange> holes = cluster.holes(MILLISECOND);
    if (holes.isEmpty()) {
      return;
    }
    TimeRange hole = holes.get(dice.between(0, holes.size() - 1));
    Mode mode = dice.percent(20) ? Mode.AUTO_COMMIT : Mode.PERSIST_ONLY;
    SimulatedSession writer = cluster.open(mode, someKeys());
    long end = hole.end().nanos();
    long next = hole.start().nanos() + dice.between(0, (end - hole.start().nanos()) / 2);
    for (int frames = dice.between(1, 4); frames > 0 && writer.isOpen(); frames--) {
      int count = (int) Math.min(dice.between(1, 4), end - next);
      if (count > 0) {
        writer.write(cluster.newRows(next, count, 1), 0);
        next += count + dice.between(0, 50);
      }
      time.runFor(dice.between(0, 100) * MILLISECOND);
    }
    if (writer.isOpen()) {
      reopen();
    }
  }

  private boolean isTimeFree() {
    return freeToNanos - freeFromNanos >= MILLISECOND;
  }
}
