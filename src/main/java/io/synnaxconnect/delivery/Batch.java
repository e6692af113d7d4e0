package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Rows;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows that leave next, and what of the offset moves with them.
 *
 * @param move what moves
 * @param rows in the order in which they leave
 * @param gap the gap that they are from, with {@link Move#GAP}
 * @param channelKeys the channels that they are of, with {@link Move#CHANNELS}
 */
public record Batch(Move move, List<Rows> rows, @Nullable GroupGap gap, Set<Long> channelKeys) {

  /** What of the offset moves. */
  public enum Move {
    /** The position. */
    POSITION,
    /** Nothing: these rows were written behind the position. */
    NONE,
    /** The beginning of a gap of the whole group. */
    GAP,
    /** The beginning of the gap of single channels. */
    CHANNELS
  }

  /** Copies the collections. */
  public Batch {
    rows = List.copyOf(rows);
    channelKeys = Set.copyOf(channelKeys);
  }

  /** Rows that move the position. */
  public static Batch following(List<Rows> rows) {
    return new Batch(Move.POSITION, rows, null, Set.of());
  }

  static Batch late(List<Rows> rows) {
    return new Batch(Move.NONE, rows, null, Set.of());
  }

  static Batch ofGap(GroupGap gap, List<Rows> rows) {
    return new Batch(Move.GAP, rows, gap, Set.of());
  }

  static Batch ofChannels(Set<Long> channelKeys, List<Rows> rows) {
    return new Batch(Move.CHANNELS, rows, null, channelKeys);
  }

  /** The same move with other rows. */
  Batch with(List<Rows> others) {
    return new Batch(move, others, gap, channelKeys);
  }

  /** The gap that moves. */
  GroupGap gapOf() {
    return Objects.requireNonNull(gap);
  }

  /** How these rows stand to those of the group that left before. */
  public Arrival arrival() {
    return switch (move) {
      case POSITION -> Arrival.IN_ORDER;
      case NONE, GAP -> Arrival.LATE;
      case CHANNELS -> Arrival.PARTIAL;
    };
  }
}
