package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.telem.IndexGroup;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the side topics need to know of a group. For Connect's poll thread only. */
public interface SideTopicGroup {

  /** The group with the channels of its newest stream. */
  IndexGroup group();

  /** The source partition of the records of this group; always the same object. */
  Map<String, String> partitionMap();

  /** The offset after the last block. */
  Map<String, String> offsetMap();

  /** Whether no rows are being delivered, so that the offset may be sent without rows. */
  boolean isSettled();

  /** The current offset; only while {@link #isSettled}. */
  Map<String, String> settledOffsetMap();

  /** The next gap that is no longer open, or null. */
  @Nullable Gap nextClosedGap();
}
