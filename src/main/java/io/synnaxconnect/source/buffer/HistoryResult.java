package io.synnaxconnect.source.buffer;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.telem.IndexGroup;
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
    implements BufferEntry {}
