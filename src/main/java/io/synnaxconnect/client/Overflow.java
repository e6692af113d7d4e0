package io.synnaxconnect.client;

/**
 * What happens to a live stream when our side reads more slowly than frames come and the stream's
 * buffer is full. The cluster is never made to wait: that would slow down all of its readers.
 */
public enum Overflow {
  /** The stream ends: what is buffered can be read, then reads fail with {@code TOO_SLOW}. */
  FAIL,
  /** The oldest frames give way to new ones and are counted; alignments show the hole. */
  DROP_OLDEST
}
