package io.synnaxconnect.source.buffer;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a request to history.
 *
 * @param request the request
 * @param answer the rows, null if the request failed
 * @param failure why it failed, null if it did not
 * @param costBytes the memory that the rows use, in bytes
 */
public record HistoryResult(
    StreamSession session,
    IndexGroup group,
    HistoryRequest request,
    @Nullable HistoryAnswer answer,
    @Nullable SynnaxException failure,
    long costBytes)
    implements BufferEntry {

  private static final int TIMESTAMP_BYTES = 8;
  private static final int SERIES_OVERHEAD_BYTES = 200;

  /** The memory that rows use, in bytes; each series counts once. */
  public static long costBytes(List<Rows> rows) {
    Set<Series> series = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Rows piece : rows) {
      piece.columns().forEach(column -> series.add(column.series()));
    }
    long bytes = 0;
    for (Series one : series) {
      bytes += one.dataBytes() + SERIES_OVERHEAD_BYTES;
    }
    return bytes + TIMESTAMP_BYTES * rows.stream().mapToLong(Rows::rowCount).sum();
  }
}
