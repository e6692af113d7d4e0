package io.synnaxconnect.delivery;

import io.synnaxconnect.Sorted;
import io.synnaxconnect.delivery.SimulatedRow.Cell;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Telemetry;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One index group as a cluster stores it, with the one writer that is active at a time. */
final class SimulatedCluster {

  static final long INDEX_KEY = 1;

  /** The channel that at times has its own writer. */
  static final long LONE_KEY = 4;

  static final Channel INDEX = Telemetry.channel(INDEX_KEY, "timestamp", INDEX_KEY);

  private final VirtualTime time;
  private final Dice dice;
  private final List<SimulatedRow> rows = new ArrayList<>();
  private final List<SimulatedRow> bySequence = new ArrayList<>();
  private Consumer<SimulatedFrame> relay = frame -> {};
  private Runnable writerEnded = () -> {};
  private @Nullable SimulatedSession writer;
  private long nextDomain;
  private long newestNanos;
  private long startedNanos;
  private long loneCursorNanos;
  private long changes;

  SimulatedCluster(VirtualTime time, Dice dice) {
    this.time = time;
    this.dice = dice;
    this.newestNanos = time.nowNanos();
    this.nextDomain = Telemetry.DOMAIN;
  }

  static Channel channel(long key) {
    return key == INDEX_KEY ? INDEX : Telemetry.channel(key, "int64", INDEX_KEY);
  }

  void relayTo(Consumer<SimulatedFrame> streams) {
    relay = streams;
  }

  /** Calls somebody whenever a writer has ended in the orderly way. */
  void onWriterEnded(Runnable call) {
    writerEnded = call;
  }

  void reportWriterEnd() {
    writerEnded.run();
  }

  void stream(SimulatedFrame frame) {
    relay.accept(frame);
  }

  List<SimulatedRow> rows() {
    return rows;
  }

  SimulatedRow row(long sequence) {
    return bySequence.get((int) sequence);
  }

  long newestNanos() {
    return newestNanos;
  }

  @Nullable SimulatedSession writer() {
    return writer;
  }

  /** A new session, and with it a new domain; the one before ends. */
  SimulatedSession open(SimulatedSession.Mode mode, Set<Long> keys) {
    SimulatedSession before = writer;
    if (before != null) {
      before.close();
    }
    long sample = dice.percent(5) ? 0xffff_fff0L : 0;
    writer = new SimulatedSession(this, time, Alignment.of(nextDomain++, sample), mode, keys);
    return writer;
  }

  /** Rows after all others, or from an instant on that lies between them. */
  List<SimulatedRow> newRows(long firstNanos, int count, long spacingNanos) {
    List<SimulatedRow> made = new ArrayList<>();
    boolean late = firstNanos < newestNanos;
    for (int i = 0; i < count; i++) {
      long stamp = firstNanos + i * spacingNanos;
      SimulatedRow row = new SimulatedRow(stamp, bySequence.size(), time.nowNanos(), late);
      bySequence.add(row);
      made.add(row);
      newestNanos = Math.max(newestNanos, stamp);
    }
    return made;
  }

  /** Rows at the timestamp of the newest ones. */
  List<SimulatedRow> newRowsAtNewest(int count) {
    List<SimulatedRow> made = newRows(newestNanos, count, 0);
    for (int i = bySequence.size(); i > 0 && row(i - 1).stampNanos == newestNanos; i--) {
      row(i - 1).sharesStamp = true;
    }
    return made;
  }

  /** Skips time in which rows may be written later. */
  void skipTime(long nanos) {
    newestNanos += nanos;
  }

  /** Grows whenever something is written, committed or lost. */
  long changes() {
    return changes;
  }

  void onChange() {
    changes++;
  }

  void insert(SimulatedRow row) {
    int at = rows.size();
    while (at > 0 && rows.get(at - 1).stampNanos > row.stampNanos) {
      at--;
    }
    rows.add(at, row);
  }

  /** Samples of one channel for stored rows that lack them, in order. */
  void writeAlone(int count, boolean streamed) {
    List<SimulatedRow> next = new ArrayList<>();
    for (SimulatedRow row : rows) {
      if (row.wasWritten(LONE_KEY)) {
        next.clear();
        loneCursorNanos = Math.max(loneCursorNanos, row.stampNanos);
      } else if (row.stampNanos > loneCursorNanos && row.isStored() && next.size() < count) {
        next.add(row);
      }
    }
    if (!next.isEmpty()) {
      time.trace(() -> (streamed ? "stream" : "write") + " alone " + next);
      next.forEach(row -> row.write(LONE_KEY, Cell.READABLE, time.nowNanos()));
      onChange();
      loneCursorNanos = next.get(next.size() - 1).stampNanos;
      if (streamed) {
        stream(new SimulatedFrame(next, Set.of(LONE_KEY), null));
      }
    }
  }

  /**
   * Samples of a channel for stored rows that lack them, somewhere before its newest; for all rows
   * that share a timestamp, or none.
   */
  void writeAloneBefore(long key, int count) {
    int newest = rows.size() - 1;
    while (newest >= 0 && !rows.get(newest).wasWritten(key)) {
      newest--;
    }
    List<SimulatedRow> lacking =
        rows.subList(0, Math.max(0, newest)).stream()
            .filter(row -> row.isStored() && rowsAt(row).noneMatch(r -> r.wasWritten(key)))
            .toList();
    if (!lacking.isEmpty()) {
      int from = dice.between(0, lacking.size() - 1);
      List<SimulatedRow> next =
          lacking.subList(from, Math.min(lacking.size(), from + count)).stream()
              .flatMap(this::rowsAt)
              .distinct()
              .toList();
      time.trace(() -> "write " + key + " alone before its newest " + next);
      next.forEach(row -> row.write(key, Cell.READABLE, time.nowNanos()));
      next.forEach(row -> row.lateAlone[(int) key] = true);
      onChange();
    }
  }

  private Stream<SimulatedRow> rowsAt(SimulatedRow row) {
    return rows.subList(firstFrom(row.stampNanos), firstFrom(row.stampNanos + 1)).stream();
  }

  /** Rows of the single channel that were not written until now never will be. */
  void omitAlone() {
    loneCursorNanos = newestNanos;
  }

  /** The server restarts, and with it the live alignments. */
  void restart(boolean crashed) {
    onChange();
    long now = time.nowNanos();
    for (long key = INDEX_KEY; key < 8; key++) {
      long after = crashed ? now - dice.between(0, VirtualTime.SECOND) : now;
      after = Math.max(after, startedNanos);
      for (SimulatedRow row : rows) {
        row.lose(key, after);
      }
    }
    int last = storedBefore(rows.size());
    if (last >= 0) {
      // It is emitted once newer rows are stored, perhaps after history is no longer asked for it.
      rows.subList(firstFrom(rows.get(last).stampNanos), rows.size())
          .forEach(SimulatedRow::excuseIfTorn);
    }
    if (writer != null) {
      writer.kill();
    }
    writer = null;
    nextDomain = Telemetry.DOMAIN;
    startedNanos = now;
  }

  /**
   * What history answers: rows in order, each once; the newest not while it is incomplete, unless
   * nobody writes any more.
   */
  HistoryAnswer read(HistoryRequest request, int maxRows, long readNanos) {
    IndexGroup group = request.read();
    TimeRange range = request.range();
    List<SimulatedRow> found = new ArrayList<>();
    boolean exhausted = true;
    int next = firstFrom(range.start().nanos());
    boolean all = request.purpose().withIncompleteRow();
    long end = all ? Long.MAX_VALUE : completeUpTo(group);
    end = Math.min(range.end().nanos(), end);
    for (; next < rows.size() && exhausted && rows.get(next).stampNanos < end; next++) {
      SimulatedRow row = rows.get(next);
      if (row.isStored()) {
        boolean full = found.size() >= maxRows;
        exhausted = !full || found.get(found.size() - 1).stampNanos == row.stampNanos;
        if (exhausted) {
          found.add(row);
        }
      }
    }
    // The end may show only in the next answer.
    exhausted &= found.isEmpty() || dice.percent(70);
    return new HistoryAnswer(rowsOf(group, found, readNanos), exhausted, readNanos);
  }

  /** Whether there is anything to read. */
  boolean hasRows(IndexGroup group, TimeRange range) {
    long end = Math.min(range.end().nanos(), completeUpTo(group));
    for (int i = firstFrom(range.start().nanos()); i < rows.size(); i++) {
      if (rows.get(i).stampNanos >= end) {
        return false;
      }
      if (rows.get(i).isStored()) {
        return true;
      }
    }
    return false;
  }

  /** Whether any of the channels has a sample to read. */
  boolean hasSamples(IndexGroup group, TimeRange range) {
    return rows.subList(firstFrom(range.start().nanos()), firstFrom(range.end().nanos())).stream()
        .anyMatch(row -> group.channels().stream().anyMatch(c -> row.isReadable(c.key())));
  }

  /** The row at a timestamp, null if there are several. */
  @Nullable SimulatedRow onlyRowAt(long stampNanos) {
    int first = firstFrom(stampNanos);
    return firstFrom(stampNanos + 1) - first == 1 ? rows.get(first) : null;
  }

  /** The newest stored row that is older. */
  @Nullable SimulatedRow rowBefore(SimulatedRow row) {
    int before = storedBefore(firstFrom(row.stampNanos));
    return before < 0 ? null : rows.get(before);
  }

  private int firstFrom(long stampNanos) {
    return Sorted.firstFrom(rows, row -> row.stampNanos, stampNanos);
  }

  /** Timestamp of the newest rows while a channel is still to be written, else no bound. */
  long completeUpTo(IndexGroup group) {
    int last = storedBefore(rows.size());
    if (last < 0) {
      return Long.MAX_VALUE;
    }
    long newest = rows.get(last).stampNanos;
    int before = storedBefore(firstFrom(newest));
    for (Channel channel : group.channels()) {
      boolean goesOn = before >= 0 && rows.get(before).isReadable(channel.key());
      for (int i = last; i > before && goesOn; i--) {
        if (rows.get(i).isStored() && !rows.get(i).isReadable(channel.key())) {
          return newest;
        }
      }
    }
    return Long.MAX_VALUE;
  }

  private int storedBefore(int index) {
    int at = index - 1;
    while (at >= 0 && !rows.get(at).isStored()) {
      at--;
    }
    return at;
  }

  /**
   * With the alignments of history: regions are numbered in the order of time as of now. What was
   * found follows each other.
   */
  private List<Rows> rowsOf(IndexGroup group, List<SimulatedRow> found, long readNanos) {
    List<Rows> answer = new ArrayList<>();
    List<SimulatedRow> run = new ArrayList<>();
    SimulatedSession region = null;
    long domain = -1;
    long sample = 0;
    int answered = 0;
    for (int i = 0; answered < found.size(); i++) {
      SimulatedRow row = rows.get(i);
      if (row.isStored() && row.session != region) {
        flush(
            group, run, Alignment.of(Math.max(0, domain), sample - run.size()), readNanos, answer);
        region = row.session;
        domain++;
        sample = 0;
      }
      sample += row.isStored() ? 1 : 0;
      if (row.equals(found.get(answered))) {
        run.add(row);
        answered++;
      }
    }
    flush(group, run, Alignment.of(Math.max(0, domain), sample - run.size()), readNanos, answer);
    return answer;
  }

  private static void flush(
      IndexGroup group,
      List<SimulatedRow> run,
      Alignment alignment,
      long readNanos,
      List<Rows> answer) {
    if (!run.isEmpty()) {
      answer.addAll(SimulatedRows.of(group, run, alignment, readNanos, SimulatedRow::isReadable));
      run.clear();
    }
  }

  /** Where rows can be stored before others: between two regions, or before the first. */
  List<TimeRange> holes(long minWidthNanos) {
    List<TimeRange> holes = new ArrayList<>();
    SimulatedRow before = null;
    for (SimulatedRow row : rows) {
      long from = before == null ? row.stampNanos - VirtualTime.SECOND : before.stampNanos + 1;
      boolean isEdge = before == null || before.session != row.session;
      if (isEdge && row.stampNanos - from >= minWidthNanos) {
        holes.add(TimeRange.ofNanos(from, row.stampNanos));
      }
      before = row;
    }
    return holes;
  }
}
