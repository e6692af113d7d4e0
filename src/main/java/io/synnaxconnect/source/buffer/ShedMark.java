package io.synnaxconnect.source.buffer;

import io.synnaxconnect.telem.IndexGroup;

/**
 * The point in a group's queue at which frames were shed.
 *
 * @param session the stream of the first frame
 * @param group the group
 * @param smallestTimestampNanos smallest index timestamp that was shed, {@link Long#MAX_VALUE} if
 *     no frame had one
 * @param frames how many frames were shed
 */
public record ShedMark(
    StreamSession session, IndexGroup group, long smallestTimestampNanos, long frames)
    implements BufferEntry {

  static ShedMark of(GroupFrame frame) {
    return new ShedMark(frame.session(), frame.group(), frame.smallestTimestampNanos(), 1);
  }

  /** Whether another mark belongs to the same gap. */
  boolean covers(ShedMark other) {
    return session.clusterKey().equals(other.session.clusterKey());
  }

  ShedMark plus(ShedMark other) {
    long smallest = Math.min(smallestTimestampNanos, other.smallestTimestampNanos);
    return new ShedMark(session, group, smallest, frames + other.frames);
  }
}
