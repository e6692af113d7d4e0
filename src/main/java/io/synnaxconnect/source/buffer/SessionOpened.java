package io.synnaxconnect.source.buffer;

import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.IndexGroup;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a group's queue where a new stream begins.
 *
 * @param start where the group begins; null if one of the task's earlier streams had it already
 */
public record SessionOpened(StreamSession session, IndexGroup group, @Nullable SourceOffset start)
    implements BufferEntry {}
