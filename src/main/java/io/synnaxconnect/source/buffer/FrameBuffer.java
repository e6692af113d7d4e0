package io.synnaxconnect.source.buffer;

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
 * <p>A group that waits for its history is held: its frames stay. When the budget is used up,
 * frames of held groups are shed first, since history holds them too, and then the newest frames; a
 * mark stays in their place. Shedding goes on until half of the budget is free, so that one
 * overload makes one gap.
 */
public final class FrameBuffer {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition readyOrFailed = lock.newCondition();
  private final Condition roomForHistory = lock.newCondition();
  private final long maxBytes;
  private final Map<GroupId, GroupQueue> queues = new HashMap<>();
  private final Deque<GroupQueue> ready = new ArrayDeque<>();
  private final Deque<GroupQueue> heldByMark = new ArrayDeque<>();
  private final Deque<HistoryResult> results = new ArrayDeque<>();
  private long usedBytes;
  private long historyBytes;
  private long shedFromHeld;
  private boolean shedding;
  private @Nullable Throwable failure;

  public FrameBuffer(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** What became of a frame. */
  public enum Outcome {
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
  public Outcome offer(List<GroupFrame> shares) {
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
    if (usedBytes + costBytes > maxBytes) {
      shedHeld();
    }
    shedding = usedBytes + costBytes > maxBytes;
    return shedding ? Outcome.SHED_FIRST : Outcome.KEPT;
  }

  private void add(BufferEntry entry) {
    GroupQueue queue = queueOf(entry.id());
    queue.add(entry);
    announce(queue);
  }

  private void mark(GroupFrame share) {
    GroupQueue queue = queueOf(share.id());
    queue.mark(share);
    announce(queue);
  }

  /** History holds what waits behind it. */
  private void shedHeld() {
    for (GroupQueue queue : queues.values()) {
      if (queue.isHeld()) {
        shedFromHeld += queue.shedFrames(this::giveBack);
      }
    }
  }

  /** Makes known that a stream was opened, before its first frame is offered. */
  public void open(SessionOpened opened) {
    tell(opened);
  }

  /** Makes known that a group has other channels, before the first frame that holds them. */
  public void change(ChannelsChanged changed) {
    tell(changed);
  }

  private void tell(BufferEntry entry) {
    lock.lock();
    try {
      add(entry);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Keeps what stands in a group's queue until it is let go, and everything that comes. Results
   * from history come all the same.
   */
  public void hold(GroupId group, boolean held) {
    lock.lock();
    try {
      GroupQueue queue = queueOf(group);
      queue.setHeld(held);
      if (!held && !queue.isEmpty()) {
        announce(queue);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets go of a group that no stream carries any more: its frames are shed. A newer stream that
   * does carry it may have begun meanwhile, so that openings stay.
   *
   * @return how many frames were shed
   */
  public int letGo(GroupId group) {
    lock.lock();
    try {
      GroupQueue queue = queueOf(group);
      int frames = queue.shedFrames(this::giveBack);
      queue.setHeld(false);
      if (!queue.isEmpty()) {
        announce(queue);
      }
      endSheddingIfHalfFree();
      return frames;
    } finally {
      lock.unlock();
    }
  }

  /** Adds what history brought; its bytes count until {@link #releaseHistory}. */
  public void add(HistoryResult result) {
    lock.lock();
    try {
      usedBytes += result.costBytes();
      historyBytes += result.costBytes();
      results.add(result);
      readyOrFailed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what history brought. */
  public void releaseHistory(long bytes) {
    lock.lock();
    try {
      usedBytes -= bytes;
      historyBytes -= bytes;
      roomForHistory.signalAll();
      endSheddingIfHalfFree();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until rows from history take less than a quarter of the budget. */
  public void awaitRoomForHistory() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (historyBytes > maxBytes / 4) {
        roomForHistory.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Frames that were shed while their group was held, since this was last asked. */
  public long takeShedFromHeld() {
    lock.lock();
    try {
      long frames = shedFromHeld;
      shedFromHeld = 0;
      return frames;
    } finally {
      lock.unlock();
    }
  }

  private GroupQueue queueOf(GroupId group) {
    return queues.computeIfAbsent(group, id -> new GroupQueue());
  }

  private void announce(GroupQueue queue) {
    if (!queue.isAnnounced() && !queue.isHeld()) {
      queue.setAnnounced(true);
      ready.add(queue);
      readyOrFailed.signal();
    }
  }

  /**
   * The next entry, group by group in turn; a frame must be given back with {@link #release}.
   *
   * @return null when the time is over, or at once when the reader has failed and nothing is left
   */
  public @Nullable BufferEntry take(Duration timeout) throws InterruptedException {
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
    BufferEntry result = results.poll();
    if (result != null) {
      return result;
    }
    for (GroupQueue queue = ready.poll(); queue != null; queue = ready.poll()) {
      if (queue.isHeld()) {
        queue.setAnnounced(false);
        continue;
      }
      // A mark still grows while the overload lasts: handed out now, it would make a second gap.
      if (shedding && failure == null && queue.peek() instanceof ShedMark) {
        heldByMark.add(queue);
        continue;
      }
      BufferEntry entry = queue.poll();
      queue.setAnnounced(!queue.isEmpty());
      if (queue.isAnnounced()) {
        ready.add(queue);
      }
      return entry;
    }
    return null;
  }

  /** Gives back a frame whose rows were converted. Returns whether that ended an overload. */
  public boolean release(GroupFrame share) {
    lock.lock();
    try {
      giveBack(share);
      return endSheddingIfHalfFree();
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(GroupFrame share) {
    if (share.received().releaseShare()) {
      usedBytes -= share.received().costBytes();
    }
  }

  private boolean endSheddingIfHalfFree() {
    boolean ended = shedding && usedBytes <= maxBytes / 2;
    if (ended) {
      shedding = false;
      releaseHeld();
    }
    return ended;
  }

  private void releaseHeld() {
    ready.addAll(heldByMark);
    heldByMark.clear();
    readyOrFailed.signal();
  }

  /** Keeps the reader's terminal failure; the first one stays. */
  public void fail(Throwable cause) {
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
  public @Nullable Throwable failureIfDrained() {
    lock.lock();
    try {
      return ready.isEmpty() && results.isEmpty() ? failure : null;
    } finally {
      lock.unlock();
    }
  }

  /** Memory in use, in bytes. */
  public long usedBytes() {
    lock.lock();
    try {
      return usedBytes;
    } finally {
      lock.unlock();
    }
  }

  /** The budget in bytes. */
  public long maxBytes() {
    return maxBytes;
  }
}
