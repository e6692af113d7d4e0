package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Rows;
import java.util.List;

/**
 * The first rows of the requested range.
 *
 * @param rows in the order of their timestamps; rows with equal timestamps are never separated
 * @param exhausted whether nothing else is stored in the range
 * @param readNanos when the reading began, nanoseconds since the Unix epoch
 */
public record HistoryAnswer(List<Rows> rows, boolean exhausted, long readNanos) {

  /** Copies the list. */
  public HistoryAnswer {
    rows = List.copyOf(rows);
  }
}
