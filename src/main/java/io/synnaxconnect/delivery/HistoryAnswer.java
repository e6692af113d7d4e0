package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first rows of the requested range.
 *
 * @param rows in the order of their timestamps; rows with equal timestamps are never separated
 * @param exhausted whether nothing else is stored in the range
 * @param readNanos when the reading began, by the clock for durations
 * @param range which of several ranges was read, the ranges before it are empty; null for the only
 *     one
 */
public record HistoryAnswer(
    List<Rows> rows, boolean exhausted, long readNanos, @Nullable TimeRange range) {

  /** Copies the list. */
  public HistoryAnswer {
    rows = List.copyOf(rows);
  }

  /** The answer to a request for one range. */
  public HistoryAnswer(List<Rows> rows, boolean exhausted, long readNanos) {
    this(rows, exhausted, readNanos, null);
  }

  /** The same answer without the samples of some channels. */
  HistoryAnswer without(Set<Long> channelKeys) {
    return channelKeys.isEmpty()
        ? this
        : new HistoryAnswer(RowFilter.without(rows, channelKeys), exhausted, readNanos, range);
  }

  /** The same answer, for one of several ranges. */
  public HistoryAnswer of(TimeRange one) {
    return new HistoryAnswer(rows, exhausted, readNanos, one);
  }
}
