package io.synnaxconnect.source.buffer;

import io.synnaxconnect.telem.IndexGroup;

/** What the buffer delivers to a task, group by group. */
public sealed interface BufferEntry
    permits GroupFrame, ShedMark, SessionOpened, ChannelsChanged, HistoryResult {

  /** The stream that it belongs to. */
  StreamSession session();

  /** The group that it belongs to. */
  IndexGroup group();

  /** The group and its cluster. */
  default GroupId id() {
    return new GroupId(session().clusterKey(), group().groupKey());
  }
}
