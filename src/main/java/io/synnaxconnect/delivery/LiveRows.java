package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import java.util.List;

/**
 * One series of a group's index as it came live, with the rows that it gives a timestamp.
 *
 * @param index the series of the index, at least one sample long
 * @param rows all its rows, in the order in which they came
 * @param receivedNanos when it came, nanoseconds since the Unix epoch
 */
public record LiveRows(Series index, List<Rows> rows, long receivedNanos) {

  /** Copies the list. */
  public LiveRows {
    rows = List.copyOf(rows);
  }
}
