package io.synnaxconnect.source;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.telem.IndexGroup;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request to history.
 *
 * @param answer the rows, null if the request failed
 * @param failure why it failed, null if it did not
 * @param costBytes what the rows keep in memory
 */
record HistoryResult(
    StreamSession session,
    IndexGroup group,
    @Nullable HistoryAnswer answer,
    @Nullable SynnaxException failure,
    long costBytes)
    implements BufferEntry {}
