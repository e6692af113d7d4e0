package io.synnaxconnect.source.buffer;

import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.IndexGroup;
import org.jspecify.annotations.Nullable;

/**
 * The point in a group's queue at which a new stream begins.
 *
 * @param start where the group begins; null if an earlier stream of the task carried the group
 * @param isFirstStart whether Connect has no offset of the group yet
 */
public record SessionOpened(
    StreamSession session, IndexGroup group, @Nullable SourceOffset start, boolean isFirstStart)
    implements BufferEntry {}
