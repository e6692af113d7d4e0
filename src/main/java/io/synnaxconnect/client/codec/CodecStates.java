package io.synnaxconnect.client.codec;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The numbered states of one stream. The first request with channels makes number 1, each further
 * one the next; the server's numbers never go back, but it may skip some. Thread-safe: one thread
 * updates the stream while another decodes.
 */
final class CodecStates {

  /** More than a server bears without sending a frame; the bound is for memory only. */
  static final int MAX_HELD = 64;

  /** States {@code latest - held.size() + 1} to {@code latest}, oldest first. */
  private final ArrayDeque<CodecState> held = new ArrayDeque<>();

  private long latest;
  private long seen;

  /** Adds the state of a request that is about to be sent and tells its number. */
  synchronized long add(CodecState state) {
    if (held.size() >= MAX_HELD) {
      throw new IllegalStateException(
          held.size() + " codec states wait for a frame: open the stream anew");
    }
    held.addLast(state);
    return ++latest;
  }

  /**
   * The state with that number, or null when there is none (any more). Older states are dropped: no
   * frame of theirs can come after this one.
   */
  synchronized @Nullable CodecState take(long number) {
    long oldest = latest - held.size() + 1;
    if (number < oldest || number > latest) {
      return null;
    }
    for (long drop = oldest; drop < number; drop++) {
      held.removeFirst();
    }
    seen = number;
    return held.peekFirst();
  }

  /** How many states were added after the one that the last frame named. */
  synchronized int ahead() {
    return (int) (latest - seen);
  }

  /** Whether the number lies before all held states, not after. */
  synchronized boolean isPast(long number) {
    return number <= latest - held.size();
  }
}
