package io.synnaxconnect.client.codec;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The numbered states of one stream. The first request with channels has number 1, each further one
 * the next. The server's numbers never go back, but it may skip some. Thread-safe: one thread
 * updates the stream while another decodes.
 */
final class CodecStates {

  /** This limits memory only: so many may be waiting for frames that nobody has read. */
  static final int MAX_STATES = 1024;

  /** States {@code latest - states.size() + 1} to {@code latest}, oldest first. */
  private final ArrayDeque<CodecState> states = new ArrayDeque<>();

  private long latest;
  private long current;
  private long arrived;

  /** Adds the state of a request that is about to be sent and returns its number. */
  synchronized long add(CodecState state) {
    if (isFull()) {
      throw new IllegalStateException(
          states.size() + " codec states wait for a frame: open the stream again");
    }
    states.addLast(state);
    return ++latest;
  }

  /**
   * The state with that number, or null if it is unknown. Drops older states: none of their frames
   * can come after this one.
   */
  synchronized @Nullable CodecState advanceTo(long number) {
    long oldest = latest - states.size() + 1;
    if (number < oldest || number > latest) {
      return null;
    }
    for (long drop = oldest; drop < number; drop++) {
      states.removeFirst();
    }
    current = number;
    return states.peekFirst();
  }

  /** A frame that was not decoded yet names that state. */
  synchronized void onArrival(long number) {
    if (number <= latest) {
      arrived = Math.max(arrived, number);
    }
  }

  /** How many states were added after the one that the newest frame named. */
  synchronized int ahead() {
    return (int) (latest - Math.max(current, arrived));
  }

  /** Whether no more states can be added until frames are decoded. */
  synchronized boolean isFull() {
    return states.size() >= MAX_STATES;
  }

  /** Whether the number is older than all states in memory, not newer. */
  synchronized boolean isPast(long number) {
    return number <= latest - states.size();
  }
}
