package io.synnaxconnect.client;

import com.google.protobuf.MessageLite;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that came and were not read yet, bounded in bytes; always room for one. Guarded by its
 * owner's monitor.
 */
final class MessageBuffer<A extends MessageLite> {

  /** What a message takes in memory beside its bytes, about; counts where messages are small. */
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
   * @param overflow null where the owner asks for nothing more while there is no room
   */
  MessageBuffer(long maxBytes, @Nullable Overflow overflow) {
    this.maxBytes = maxBytes;
    this.overflow = overflow;
  }

  /**
   * Adds a message, at the cost of older ones where that is the rule; false where it is refused.
   */
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
          "Frames come faster than they are read and the buffer is full: from now on the oldest are"
              + " dropped and counted bufferBytes={}",
          maxBytes);
    }
  }

  /** Takes the oldest message, or null. */
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

  /** How many messages gave way to newer ones. */
  long dropped() {
    return dropped;
  }

  void clear() {
    queue.clear();
    bytes = 0;
  }
}
