package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the edges of stored regions in rows that are emitted, and keeps the holes between them.
 * Stored regions never overlap, so rows that are stored later than their neighbors lie between two
 * regions, or before the first. Rows whose alignments follow each other are of one region. Where
 * live rows follow those of history, and after a reconnect, it looks like an edge but may be none:
 * such a hole stays empty.
 */
final class RegionEdges {

  /** The last row of some: the place of the row after it, and its timestamp. */
  private record End(Alignment next, long nanos) {

    static End of(Rows piece) {
      int last = piece.rowCount() - 1;
      return new End(piece.alignmentAt(last).plus(1), piece.greatestNanos());
    }

    boolean isJustBefore(Rows piece) {
      return next.equals(piece.alignmentAt(0));
    }

    /** Whether rows are of the same region, and newer. The sample number wraps. */
    boolean isBefore(Rows piece) {
      Alignment first = piece.alignmentAt(0);
      return next.domain() == first.domain() && (int) (first.sample() - next.sample()) >= 0;
    }
  }

  private final HoleMap holes;
  private @Nullable End last;
  private @Nullable End lastLive;
  private @Nullable End lastLate;

  /** The batch of {@link #lastLate}. */
  private @Nullable Batch lastLateBatch;

  RegionEdges(HoleMap holes) {
    this.holes = holes;
  }

  /** A stream was opened: live alignments restart with each server process. */
  void open() {
    last = null;
    lastLive = null;
    lastLate = null;
    lastLateBatch = null;
  }

  /**
   * Rows are emitted in order.
   *
   * @param live whether they came live
   * @param positionNanos the timestamp up to which all was emitted before them
   */
  void passInOrder(List<Rows> block, boolean live, long positionNanos) {
    long before = positionNanos;
    for (Rows piece : block) {
      if (last == null || !last.isJustBefore(piece)) {
        holes.add(Position.after(before), piece.smallestNanos());
      }
      last = End.of(piece);
      if (live) {
        if (lastLive != null && lastLive.isBefore(piece)) {
          // What history had between them is of the same region.
          holes.remove(lastLive.nanos(), piece.smallestNanos());
        }
        lastLive = last;
      }
      before = Math.max(before, piece.greatestNanos());
    }
  }

  /**
   * Rows before the position are emitted. Rows of history follow those before only within one
   * batch: until the next one is read, regions may have other numbers.
   */
  @SuppressWarnings("ReferenceEquality") // Another batch may have equal rows.
  void passLate(Batch batch, List<Rows> block) {
    if (!batch.live() && batch != lastLateBatch) {
      lastLate = null;
    }
    lastLateBatch = batch;
    for (Rows piece : block) {
      End before = lastLate;
      long from = piece.smallestNanos();
      if (before != null && before.isJustBefore(piece)) {
        from = Math.min(from, before.nanos());
      }
      holes.remove(from, Position.after(piece.greatestNanos()));
      lastLate = End.of(piece);
    }
  }
}
