package io.synnaxconnect.source.buffer;

import io.synnaxconnect.telem.IndexGroup;
import org.jspecify.annotations.Nullable;

/**
 * The point in a group's queue at which a new stream begins.
 *
 * @param start where the group begins; null if an earlier stream of the task carried the group
 */
public record SessionOpened(StreamSession session, IndexGroup group, @Nullable GroupStart start)
    implements BufferEntry {

  /** Whether Connect has no offset of the group yet. */
  public boolean isFirstStart() {
    return start != null && start.isFirst();
  }
}
