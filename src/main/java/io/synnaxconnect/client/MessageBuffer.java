package io.synnaxconnect.client;

import com.google.protobuf.MessageLite;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unread messages, bounded in bytes; there is always room for one. Its owner's monitor guards it.
 */
final class MessageBuffer<A extends MessageLite> {

  /** About the memory of a message beside its bytes; this matters if messages are small. */
  static final int MESSAGE_OVERHEAD_BYTES = 128;

  private static final Logger LOG = LoggerFactory.getLogger(MessageBuffer.class);

  private final long maxBytes;
  private final @Nullable Overflow overflow;
  private final ArrayDeque<A> queue = new ArrayDeque<>();
  private long bytes;
  private long dropped;

  /**
   * An empty buffer.
   *
   * @param overflow null if the owner requests nothing more while there is no room
   */
  MessageBuffer(long maxBytes, @Nullable Overflow overflow) {
    this.maxBytes = maxBytes;
    this.overflow = overflow;
  }

  /** Adds a message, and drops older ones if {@code overflow} says so; false if it is refused. */
  boolean add(A message) {
    long size = sizeOf(message);
    if (overflow == Overflow.FAIL && !queue.isEmpty() && bytes + size > maxBytes) {
      return false;
    }
    queue.add(message);
    bytes += size;
    while (overflow == Overflow.DROP_OLDEST && bytes > maxBytes && queue.size() > 1) {
      bytes -= sizeOf(queue.remove());
      countDropped();
    }
    return true;
  }

  private void countDropped() {
    dropped++;
    if (dropped == 1) {
      LOG.warn(
          "Live frames are read too slowly, dropping and counting the oldest from now on:"
              + " bufferBytes={}",
          maxBytes);
    }
  }

  /** Removes the oldest message; null if there is none. */
  @Nullable A poll() {
    A message = queue.poll();
    bytes -= message == null ? 0 : sizeOf(message);
    return message;
  }

  private static long sizeOf(MessageLite message) {
    return (long) message.getSerializedSize() + MESSAGE_OVERHEAD_BYTES;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Whether the server has to wait. */
  boolean isBlocked() {
    return overflow == null && bytes >= maxBytes;
  }

  /** How many messages were dropped for newer ones. */
  long dropped() {
    return dropped;
  }

  void clear() {
    queue.clear();
    bytes = 0;
  }
}
