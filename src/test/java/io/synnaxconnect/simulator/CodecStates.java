package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The key sets of one stream. New ones wait until the next frame is encoded; at most 50 may wait,
 * and the one after that blocks its sender (protocol section 13). Not thread-safe.
 */
final class CodecStates {

  private static final int MAX_WAITING = 50;

  private final Queue<CodecState> waiting = new ArrayDeque<>();
  private int lastSequence;
  private @Nullable CodecState current;

  boolean isFull() {
    return waiting.size() >= MAX_WAITING;
  }

  /** Adds the key set of a request that names at least one channel. */
  void add(List<Channel> channels) {
    waiting.add(CodecState.of(++lastSequence, channels));
  }

  /** The newest state, or null before the first; none waits any more. */
  @Nullable CodecState newest() {
    for (CodecState next = waiting.poll(); next != null; next = waiting.poll()) {
      current = next;
    }
    return current;
  }
}
