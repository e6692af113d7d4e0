package io.synnaxconnect.client;

/**
 * What happens to a live stream when our side reads too slowly and the stream's buffer is full. The
 * cluster never waits: that would slow down all of its readers.
 */
public enum Overflow {
  /** The stream ends: what is buffered can be read, then reads fail with {@code TOO_SLOW}. */
  FAIL,
  /** The stream drops the oldest frames and counts them; alignments show what is missing. */
  DROP_OLDEST
}
