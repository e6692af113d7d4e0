package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.Batch.Move;
import io.synnaxconnect.telem.Rows;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows that are emitted without channels which have no gap there, and keeps them as holes of
 * these channels. Rows that lack the same channels make one hole if nothing was emitted between
 * them.
 */
final class LackingRows {

  private record Run(Set<Long> keys, long fromNanos, long toNanos) {}

  private final Position position;
  private final ChannelGaps gaps;
  private final LateHoles holes;
  private final LeftChannels left;

  /** The last rows that were emitted, if they lack channels: the rows after them may continue. */
  private @Nullable Run last;

  /** The timestamp of the last row that was emitted. */
  private long lastPassedNanos = Long.MIN_VALUE;

  LackingRows(Position position, ChannelGaps gaps, LateHoles holes, LeftChannels left) {
    this.position = position;
    this.gaps = gaps;
    this.holes = holes;
    this.left = left;
  }

  /** The next rows do not continue those before. */
  void endRun() {
    last = null;
  }

  /**
   * Rows are about to be emitted, and the holes still to be filled.
   *
   * @param keys the channels of the group
   */
  void pass(Move move, List<Rows> block, Set<Long> keys) {
    block.forEach(piece -> pass(move, piece, keys));
  }

  private void pass(Move move, Rows piece, Set<Long> keys) {
    long from = piece.smallestNanos();
    if (from == position.nanos() || from == lastPassedNanos) {
      // Other rows at this timestamp may have had the channels.
      from++;
    }
    lastPassedNanos = piece.greatestNanos();
    Set<Long> withGap = gaps.openAt(from);
    boolean isWhole = piece.columns().size() + withGap.size() >= keys.size();
    if (isWhole && (move == Move.POSITION || left.isEmpty())) {
      last = null;
      return;
    }
    Set<Long> lacking = new HashSet<>(keys);
    lacking.removeAll(withGap);
    piece.columns().forEach(column -> lacking.remove(column.channel().key()));
    lacking.addAll(left.after(from));
    long to = Position.after(piece.greatestNanos());
    if (lacking.isEmpty() || holes.ofChannels().coverAll(lacking, from, to)) {
      last = null;
    } else {
      openHole(move, lacking, from, to);
    }
  }

  private void openHole(Move move, Set<Long> lacking, long from, long to) {
    Run before = last;
    Run now = new Run(Set.copyOf(lacking), from, to);
    if (before != null && before.keys().equals(lacking) && isNextTo(before.toNanos(), move, from)) {
      now = new Run(before.keys(), before.fromNanos(), to);
    }
    last = now;
    openHole(lacking, now.fromNanos(), to);
  }

  /** Whether no row was emitted between two timestamps. */
  private boolean isNextTo(long beforeNanos, Move move, long fromNanos) {
    return switch (move) {
      case POSITION -> beforeNanos > position.nanos();
      case HOLE -> beforeNanos <= fromNanos && holes.areBetween(beforeNanos, fromNanos);
      default -> false;
    };
  }

  private void openHole(Set<Long> lacking, long from, long to) {
    Set<Long> gapInside = new HashSet<>(lacking);
    gapInside.removeIf(key -> !gaps.has(key) || gaps.fromNanos(key) >= to);
    for (long key : gapInside) {
      holes.ofChannels().add(Set.of(key), from, gaps.fromNanos(key));
    }
    lacking.removeAll(gapInside);
    holes.ofChannels().add(lacking, from, to);
  }
}
