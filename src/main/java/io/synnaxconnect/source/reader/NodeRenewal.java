package io.synnaxconnect.source.reader;

import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;

/**
 * Takes the channels of a node out of the streams of a task for a moment, one node at a time. All
 * streams have to be without them at the same time, also that of the control channels. The reader
 * thread runs it; any thread may request and ask.
 */
final class NodeRenewal {

  /** The thread of the control channels follows within a second. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final int NONE = -1;

  private final ConcurrentSkipListSet<Integer> requested = new ConcurrentSkipListSet<>();
  private volatile int absent = NONE;
  private long absentSinceNanos;

  void request(int node) {
    requested.add(node);
  }

  /** Whether the channels of the stream have to be updated now. */
  boolean advance(long nowNanos) {
    Integer next = absent == NONE ? requested.pollFirst() : null;
    if (next != null) {
      absent = next;
      absentSinceNanos = nowNanos;
      return true;
    }
    if (absent != NONE && nowNanos - absentSinceNanos >= PAUSE_NANOS) {
      absent = NONE;
      return true;
    }
    return false;
  }

  /** The stream has ended: the next one has all channels. */
  void end() {
    requested.clear();
    absent = NONE;
  }

  /** The channels to stream now. */
  List<Channel> without(List<Channel> channels) {
    int node = absent;
    return node == NONE
        ? channels
        : channels.stream().filter(channel -> channel.leaseholder() != node).toList();
  }
}
