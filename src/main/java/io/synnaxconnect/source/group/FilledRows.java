package io.synnaxconnect.source.group;

import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The timestamps of the last rows that history brought: the stream may bring these rows, too, and
 * so may the next one, for a reading that failed goes on when that is open.
 */
final class FilledRows {

  static final int MAX_COUNT = 16_384;

  private final Set<Long> stamps = new LinkedHashSet<>();

  void add(List<Rows> rows) {
    for (Rows piece : rows) {
      for (int row = 0; row < piece.rowCount(); row++) {
        stamps.add(piece.timestampNanos(row));
      }
    }
    Iterator<Long> oldest = stamps.iterator();
    while (stamps.size() > MAX_COUNT) {
      oldest.next();
      oldest.remove();
    }
  }

  /** The rows that history has not brought. */
  List<Rows> without(List<Rows> rows) {
    if (stamps.isEmpty()) {
      return rows;
    }
    List<Rows> others = new ArrayList<>();
    for (Rows piece : rows) {
      int from = 0;
      for (int row = 0; row <= piece.rowCount(); row++) {
        boolean isOther = row < piece.rowCount() && !stamps.contains(piece.timestampNanos(row));
        if (!isOther) {
          if (row > from) {
            others.add(piece.slice(from, row));
          }
          from = row + 1;
        }
      }
    }
    return others;
  }
}
