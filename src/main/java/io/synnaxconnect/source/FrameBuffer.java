package io.synnaxconnect.source;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames between the reader, which never waits, and Connect's poll. One queue per group, all under
 * one budget in bytes. A frame counts once, whatever the number of its groups, until the last of
 * them gave it back.
 *
 * <p>When the budget is used up, the newest frames are shed and a mark stays in their place.
 * Shedding goes on until half of the budget is free, so that one overload makes one gap.
 */
final class FrameBuffer {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition readyOrFailed = lock.newCondition();
  private final long maxBytes;
  private final Map<Long, GroupQueue> queues = new HashMap<>();
  private final Deque<GroupQueue> ready = new ArrayDeque<>();
  private final Deque<GroupQueue> heldByMark = new ArrayDeque<>();
  private long usedBytes;
  private boolean shedding;
  private @Nullable Throwable failure;

  FrameBuffer(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** What became of a frame. */
  enum Outcome {
    /** It waits for a poll. */
    KEPT,
    /** It was shed and begins an overload. */
    SHED_FIRST,
    /** It was shed as part of an overload. */
    SHED,
    /** It is larger than the whole budget. */
    SHED_TOO_LARGE
  }

  /** Queues the shares of one frame, or sheds all of them. Never waits for room. */
  Outcome offer(List<GroupFrame> shares) {
    if (shares.isEmpty()) {
      return Outcome.KEPT;
    }
    long costBytes = shares.get(0).received().costBytes();
    lock.lock();
    try {
      Outcome outcome = judge(costBytes);
      if (outcome == Outcome.KEPT) {
        usedBytes += costBytes;
        shares.forEach(this::add);
      } else {
        shares.forEach(this::mark);
      }
      return outcome;
    } finally {
      lock.unlock();
    }
  }

  private Outcome judge(long costBytes) {
    if (costBytes > maxBytes) {
      return Outcome.SHED_TOO_LARGE;
    }
    if (shedding) {
      return Outcome.SHED;
    }
    shedding = usedBytes + costBytes > maxBytes;
    return shedding ? Outcome.SHED_FIRST : Outcome.KEPT;
  }

  private void add(GroupFrame share) {
    GroupQueue queue = queueOf(share);
    queue.entries.add(share);
    announce(queue);
  }

  private void mark(GroupFrame share) {
    GroupQueue queue = queueOf(share);
    if (queue.entries.peekLast() instanceof ShedMark last && last.covers(share)) {
      queue.entries.removeLast();
      queue.entries.add(last.plus(share));
    } else {
      queue.entries.add(ShedMark.of(share));
    }
    announce(queue);
  }

  private GroupQueue queueOf(GroupFrame share) {
    return queues.computeIfAbsent(share.group().groupKey(), key -> new GroupQueue());
  }

  private void announce(GroupQueue queue) {
    if (!queue.announced) {
      queue.announced = true;
      ready.add(queue);
      readyOrFailed.signal();
    }
  }

  /**
   * The next entry, group by group in turn; a frame must be given back with {@link #release}.
   *
   * @return null when the time is over, or at once when the reader has failed and nothing is left
   */
  @Nullable BufferEntry take(Duration timeout) throws InterruptedException {
    long leftNanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        BufferEntry entry = poll();
        if (entry != null || failure != null || leftNanos <= 0) {
          return entry;
        }
        leftNanos = readyOrFailed.awaitNanos(leftNanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable BufferEntry poll() {
    for (GroupQueue queue = ready.poll(); queue != null; queue = ready.poll()) {
      // A mark still grows while the overload lasts: handed out now, it would make a second gap.
      if (shedding && failure == null && queue.entries.peek() instanceof ShedMark) {
        heldByMark.add(queue);
        continue;
      }
      BufferEntry entry = queue.entries.poll();
      queue.announced = !queue.entries.isEmpty();
      if (queue.announced) {
        ready.add(queue);
      }
      return entry;
    }
    return null;
  }

  /** Gives back a frame whose rows were converted. Returns whether that ended an overload. */
  boolean release(GroupFrame share) {
    lock.lock();
    try {
      if (share.received().releaseShare()) {
        usedBytes -= share.received().costBytes();
      }
      boolean ended = shedding && usedBytes <= maxBytes / 2;
      if (ended) {
        shedding = false;
        releaseHeld();
      }
      return ended;
    } finally {
      lock.unlock();
    }
  }

  private void releaseHeld() {
    ready.addAll(heldByMark);
    heldByMark.clear();
    readyOrFailed.signal();
  }

  /** Keeps the reader's terminal failure; the first one stays. */
  void fail(Throwable cause) {
    lock.lock();
    try {
      failure = failure == null ? cause : failure;
      releaseHeld();
      readyOrFailed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The reader's terminal failure once everything before it was taken, else null. */
  @Nullable Throwable failureIfDrained() {
    lock.lock();
    try {
      return ready.isEmpty() ? failure : null;
    } finally {
      lock.unlock();
    }
  }

  /** Memory in use, in bytes. */
  long usedBytes() {
    lock.lock();
    try {
      return usedBytes;
    } finally {
      lock.unlock();
    }
  }

  /** The budget in bytes. */
  long maxBytes() {
    return maxBytes;
  }

  /** Frames of one group in the order in which they came. */
  private static final class GroupQueue {
    private final Deque<BufferEntry> entries = new ArrayDeque<>();

    /** Whether it stands among the ready or the held ones. */
    private boolean announced;
  }
}
