package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.telem.IndexGroup;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the side topics need of a group. Of Connect's poll thread alone. */
public interface SideTopicGroup {

  /** The group as the newest of its streams carries it. */
  IndexGroup group();

  /** What the records of this group belong to; always the same object. */
  Map<String, String> partitionMap();

  /** The offset after the last block. */
  Map<String, String> offsetMap();

  /** Whether nothing is on its way, so that the offset may be sent without rows. */
  boolean isSettled();

  /** The current offset; only while {@link #isSettled}. */
  Map<String, String> settledOffsetMap();

  /** The next gap that is no longer open, or null. */
  @Nullable Gap nextClosedGap();
}
