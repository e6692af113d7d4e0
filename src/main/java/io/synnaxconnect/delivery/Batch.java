package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.Arrival.Source;
import io.synnaxconnect.telem.Rows;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are emitted next, and the part of the offset that moves with them.
 *
 * @param move which part moves
 * @param rows in the order in which they are emitted
 * @param gap the gap that they fill, with {@link Move#GAP}
 * @param channelKeys the channels whose gaps they fill, of {@link Move#CHANNELS} and {@link
 *     Move#CHANNEL_HOLE}
 * @param live whether they came live
 * @param whole the rows of the same timestamps with all their channels, if rows have to be whole;
 *     the offset moves with {@code rows} alone
 */
public record Batch(
    Move move,
    List<Rows> rows,
    @Nullable GroupGap gap,
    Set<Long> channelKeys,
    boolean live,
    List<Rows> whole) {

  /** Which part of the offset moves. */
  public enum Move {
    /** The position. */
    POSITION,
    /** None: these rows are late. */
    NONE,
    /** The beginning of a gap of the whole group. */
    GAP,
    /** The beginnings of the gaps of single channels. */
    CHANNELS,
    /** None but the holes: these rows were stored after the position had passed them. */
    HOLE,
    /** None but the holes of single channels: the rows without these samples were emitted. */
    CHANNEL_HOLE;

    /** Whether the rows are samples of single channels, for rows that were emitted without them. */
    boolean isOfChannels() {
      return this == CHANNELS || this == CHANNEL_HOLE;
    }
  }

  /** Copies the collections. */
  public Batch {
    rows = List.copyOf(rows);
    channelKeys = Set.copyOf(channelKeys);
    whole = List.copyOf(whole);
  }

  Batch(Move move, List<Rows> rows, @Nullable GroupGap gap, Set<Long> channelKeys, boolean live) {
    this(move, rows, gap, channelKeys, live, List.of());
  }

  /** Rows after the position that came live. */
  public static Batch inOrder(List<Rows> rows) {
    return inOrder(rows, true);
  }

  /** Rows after the position that come from history. */
  public static Batch fromHistory(List<Rows> rows) {
    return inOrder(rows, false);
  }

  static Batch inOrder(List<Rows> rows, boolean live) {
    return new Batch(Move.POSITION, rows, null, Set.of(), live);
  }

  static Batch late(List<Rows> rows) {
    return new Batch(Move.NONE, rows, null, Set.of(), true);
  }

  static Batch ofGap(GroupGap gap, List<Rows> rows) {
    return new Batch(Move.GAP, rows, gap, Set.of(), false);
  }

  static Batch ofHole(List<Rows> rows) {
    return new Batch(Move.HOLE, rows, null, Set.of(), false);
  }

  static Batch ofChannelHole(Set<Long> channelKeys, List<Rows> rows) {
    return new Batch(Move.CHANNEL_HOLE, rows, null, channelKeys, false);
  }

  static Batch ofChannels(Set<Long> channelKeys, List<Rows> rows) {
    return new Batch(Move.CHANNELS, rows, null, channelKeys, false);
  }

  /** The same move with other rows. */
  Batch with(List<Rows> others) {
    return new Batch(move, others, gap, channelKeys, live, whole);
  }

  /** The same batch, whose rows are emitted with all their channels. */
  Batch completedBy(List<Rows> wholeRows) {
    return new Batch(move, rows, gap, channelKeys, live, wholeRows);
  }

  /** What is emitted for some of the rows: these, or the whole rows of their timestamps. */
  public List<Rows> emitted(List<Rows> block) {
    if (whole.isEmpty()) {
      return block;
    }
    Set<Long> stamps = new HashSet<>();
    for (Rows piece : block) {
      for (int row = 0; row < piece.rowCount(); row++) {
        stamps.add(piece.timestampNanos(row));
      }
    }
    return RowFilter.where(whole, stamps::contains);
  }

  /** The gap whose beginning moves. */
  GroupGap gapOf() {
    return Objects.requireNonNull(gap);
  }

  /** How these rows came. */
  public Arrival arrival() {
    boolean isPartial = move.isOfChannels() && whole.isEmpty();
    // The rows were emitted without these channels, and newer ones may have followed.
    return new Arrival(isLate() || move.isOfChannels(), isPartial, source());
  }

  /** Whether newer samples of these channels may have been emitted before. */
  public boolean isLate() {
    return move != Move.POSITION && move != Move.CHANNELS;
  }

  private Source source() {
    if (live) {
      return Source.LIVE;
    }
    return move == Move.HOLE || move == Move.CHANNEL_HOLE ? Source.IMPORT : Source.HISTORY;
  }
}
