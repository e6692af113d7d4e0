package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import java.util.List;

/**
 * One series of a group's index that came live, with the rows at its timestamps.
 *
 * @param index the series of the index, with at least one sample
 * @param rows all its rows, in the order in which they came
 * @param receivedNanos when it came, nanoseconds since the Unix epoch
 */
public record LiveRows(Series index, List<Rows> rows, long receivedNanos) {

  /** Copies the list. */
  public LiveRows {
    rows = List.copyOf(rows);
  }
}
