package io.synnaxconnect.source;

import io.synnaxconnect.telem.IndexGroup;

/** What waits in a group's queue: a frame, or the mark that stands for frames that were shed. */
sealed interface BufferEntry permits GroupFrame, ShedMark {

  /** The stream that it came from. */
  StreamSession session();

  /** The group that it belongs to. */
  IndexGroup group();
}
