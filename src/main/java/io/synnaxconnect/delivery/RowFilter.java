package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/** Selects rows and channels, as views. */
final class RowFilter {

  private RowFilter() {}

  /** The rows after a timestamp, in the same order; the list itself if all are. */
  static List<Rows> after(List<Rows> rows, long nanos) {
    // Mostly all of them are, and looking at each row again would cost more than the rest.
    return minNanos(rows) > nanos ? rows : where(rows, stamp -> stamp > nanos);
  }

  /** The rows whose timestamp is selected, in the same order; the list itself if all are. */
  static List<Rows> where(List<Rows> rows, LongPredicate timestamps) {
    List<Rows> selected = new ArrayList<>(rows.size());
    boolean all = true;
    for (Rows piece : rows) {
      int row = 0;
      while (row < piece.rowCount()) {
        int from = row;
        while (row < piece.rowCount() && timestamps.test(piece.timestampNanos(row))) {
          row++;
        }
        if (row - from == piece.rowCount()) {
          selected.add(piece);
        } else {
          all = false;
          if (row > from) {
            selected.add(piece.slice(from, row));
          }
          row++;
        }
      }
    }
    return all ? rows : selected;
  }

  /** All rows, without the samples of some channels; a row may have no sample then. */
  static List<Rows> without(List<Rows> rows, Set<Long> channelKeys) {
    return channelKeys.isEmpty()
        ? rows
        : rows.stream().map(piece -> piece.without(channelKeys)).toList();
  }

  /** All rows, each without the samples of the channels that are named for its timestamp. */
  static List<Rows> withoutAt(List<Rows> rows, LongFunction<Set<Long>> channelKeys) {
    List<Rows> selected = new ArrayList<>(rows.size());
    for (Rows piece : rows) {
      int from = 0;
      while (from < piece.rowCount()) {
        Set<Long> keys = channelKeys.apply(piece.timestampNanos(from));
        int to = from + 1;
        while (to < piece.rowCount() && channelKeys.apply(piece.timestampNanos(to)).equals(keys)) {
          to++;
        }
        selected.add(piece.slice(from, to).without(keys));
        from = to;
      }
    }
    return selected;
  }

  /** The pieces in which a channel has samples. */
  static List<Rows> having(List<Rows> rows, long channelKey) {
    return rows.stream()
        .filter(piece -> piece.columns().stream().anyMatch(c -> c.channel().key() == channelKey))
        .toList();
  }

  /** The minimum timestamp at which each channel has a sample. */
  static Map<Long, Long> firstSeen(List<Rows> rows) {
    Map<Long, Long> firstSeen = new HashMap<>();
    for (Rows piece : rows) {
      long first = piece.smallestNanos();
      for (Rows.Column column : piece.columns()) {
        firstSeen.merge(column.channel().key(), first, Math::min);
      }
    }
    return firstSeen;
  }

  /** The maximum timestamp at which each channel has a sample. */
  static Map<Long, Long> lastSeen(List<Rows> rows) {
    Map<Long, Long> lastSeen = new HashMap<>();
    for (Rows piece : rows) {
      long last = piece.greatestNanos();
      for (Rows.Column column : piece.columns()) {
        lastSeen.merge(column.channel().key(), last, Math::max);
      }
    }
    return lastSeen;
  }

  static long count(List<Rows> rows) {
    long count = 0;
    for (Rows piece : rows) {
      count += piece.rowCount();
    }
    return count;
  }

  /** The minimum timestamp, {@link Long#MAX_VALUE} if there is no row. */
  static long minNanos(List<Rows> rows) {
    long min = Long.MAX_VALUE;
    for (Rows piece : rows) {
      min = Math.min(min, piece.smallestNanos());
    }
    return min;
  }

  /** The maximum timestamp, {@link Long#MIN_VALUE} if there is no row. */
  static long maxNanos(List<Rows> rows) {
    long max = Long.MIN_VALUE;
    for (Rows piece : rows) {
      max = Math.max(max, piece.greatestNanos());
    }
    return max;
  }
}
