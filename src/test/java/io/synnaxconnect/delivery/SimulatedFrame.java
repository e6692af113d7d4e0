package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a writer sends in one go.
 *
 * @param keys its data channels
 * @param alignment of the index, null for a frame without index
 */
record SimulatedFrame(List<SimulatedRow> rows, Set<Long> keys, @Nullable Alignment alignment) {

  long smallestNanos() {
    return alignment == null ? Long.MAX_VALUE : rows.get(0).stampNanos;
  }

  /** What a stream with these channels carries of it, null for nothing. */
  @Nullable SimulatedFrame of(IndexGroup carried) {
    Set<Long> sent = new HashSet<>(keys);
    sent.retainAll(carried.channels().stream().map(Channel::key).toList());
    return alignment == null && sent.isEmpty() ? null : new SimulatedFrame(rows, sent, alignment);
  }
}
