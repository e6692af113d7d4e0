package io.synnaxconnect.source.buffer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames between the reader, which never waits, and Connect's poll. Each group has a queue, and all
 * queues share one budget in bytes. A frame counts once, whatever the number of its groups, until
 * the last of them releases it.
 *
 * <p>While a group emits its rows or waits for its history, its queue is held: its frames stay.
 * When the budget is used up, an overload begins: the buffer sheds the frames of groups that wait
 * for history first, since history has them too, also of those that begin to wait meanwhile, and
 * then the newest frames. A mark replaces them. The overload ends when half of the budget is free,
 * so that one overload makes one gap. {@link QueueState} lists what each queue waits for.
 */
public final class FrameBuffer {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition readyOrFailed = lock.newCondition();
  private final Condition roomForHistory = lock.newCondition();
  private final long maxBytes;
  private final Map<GroupId, GroupQueue> queues = new HashMap<>();
  private final Deque<GroupQueue> line = new ArrayDeque<>();
  private final Deque<GroupQueue> growing = new ArrayDeque<>();
  private final Deque<HistoryResult> results = new ArrayDeque<>();
  private long usedBytes;
  private long historyBytes;
  private long shedFromHeld;
  private boolean overloaded;

  /** Whether a result of history is taken next, if there is one. */
  private boolean isResultNext = true;

  private @Nullable Throwable failure;

  public FrameBuffer(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** What the buffer does with a frame. */
  public enum Outcome {
    /** Buffers it. */
    KEPT,
    /** Sheds it, and an overload begins. */
    SHED_FIRST,
    /** Sheds it as part of an overload. */
    SHED,
    /** Sheds it because it is larger than the whole budget. */
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
        shares.forEach(this::addMark);
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
    if (overloaded) {
      return Outcome.SHED;
    }
    if (usedBytes + costBytes > maxBytes) {
      shedHeld();
    }
    overloaded = usedBytes + costBytes > maxBytes;
    return overloaded ? Outcome.SHED_FIRST : Outcome.KEPT;
  }

  private void add(BufferEntry entry) {
    GroupQueue queue = queueOf(entry.id());
    queue.add(entry);
    move(queue, queue.state().onEntry());
  }

  private void addMark(GroupFrame share) {
    GroupQueue queue = queueOf(share.id());
    queue.addMark(share);
    move(queue, queue.state().onEntry());
  }

  /** Groups that wait for history read these frames from there. */
  private void shedHeld() {
    for (GroupQueue queue : queues.values()) {
      if (queue.awaitsHistory()) {
        shedFromHeld += queue.shedFrames(this::releaseShare);
      }
    }
  }

  /** Queues that a stream was opened, before its first frame is offered. */
  public void open(SessionOpened opened) {
    enqueue(opened);
  }

  /** Queues that a group has other channels, before the first frame that has series of them. */
  public void change(ChannelsChanged changed) {
    enqueue(changed);
  }

  private void enqueue(BufferEntry entry) {
    lock.lock();
    try {
      add(entry);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Holds a group's queue, or releases it. A held queue keeps its entries and those that come.
   * Results of history can be taken all the same.
   *
   * @param awaitsHistory whether the group waits for history, which has the entries, too; else it
   *     emits rows, and takes its entries after them
   */
  public void hold(GroupId group, boolean held, boolean awaitsHistory) {
    lock.lock();
    try {
      GroupQueue queue = queueOf(group);
      QueueState state = queue.state();
      move(queue, held ? state.onHold() : state.onRelease(queue.isEmpty()));
      queue.setAwaitsHistory(held && awaitsHistory);
      if (queue.awaitsHistory() && overloaded) {
        // Only history would free its frames, and the overload would last as long.
        shedFromHeld += queue.shedFrames(this::releaseShare);
        endOverloadIfHalfFree();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Releases the queue of a group that the current stream does not carry, and sheds its frames. A
   * newer stream that carries the group may have begun meanwhile, so openings stay.
   *
   * @return how many frames were shed
   */
  public int letGo(GroupId group) {
    lock.lock();
    try {
      GroupQueue queue = queueOf(group);
      int frames = queue.shedFrames(this::releaseShare);
      queue.setAwaitsHistory(false);
      move(queue, queue.state().onRelease(queue.isEmpty()));
      endOverloadIfHalfFree();
      return frames;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a result of history; its bytes count until {@link #releaseHistory}. */
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

  /** Frees bytes of results of history. */
  public void releaseHistory(long bytes) {
    lock.lock();
    try {
      usedBytes -= bytes;
      historyBytes -= bytes;
      roomForHistory.signalAll();
      endOverloadIfHalfFree();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until rows from history use at most a quarter of the budget.
   *
   * @param begins whether a reading begins, which may be a small repair: then half of it is enough
   * @return false if they use more when the time is over
   */
  public boolean awaitRoomForHistory(boolean begins, Duration timeout) throws InterruptedException {
    long remainingNanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (!isRoomForHistory(begins)) {
        if (remainingNanos <= 0) {
          return false;
        }
        remainingNanos = roomForHistory.awaitNanos(remainingNanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@link #awaitRoomForHistory} would not wait. */
  public boolean hasRoomForHistory(boolean begins) {
    lock.lock();
    try {
      return isRoomForHistory(begins);
    } finally {
      lock.unlock();
    }
  }

  private boolean isRoomForHistory(boolean begins) {
    return historyBytes <= maxBytes / (begins ? 2 : 4);
  }

  /** How many frames of groups that wait for history were shed since the last call. */
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

  private void move(GroupQueue queue, QueueState next) {
    boolean joinsLine = next.isInLine() && !queue.state().isInLine();
    queue.setState(next);
    if (joinsLine) {
      line.add(queue);
      readyOrFailed.signal();
    }
  }

  /**
   * The next entry, group by group in turn. The caller releases a frame with {@link #release}.
   *
   * @return null when the time is over, or at once when the reader has failed and nothing remains
   */
  public @Nullable BufferEntry take(Duration timeout) throws InterruptedException {
    long remainingNanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        BufferEntry entry = poll();
        if (entry != null || failure != null || remainingNanos <= 0) {
          return entry;
        }
        remainingNanos = readyOrFailed.awaitNanos(remainingNanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Frames and results of history in turn: neither waits for the end of the other. */
  private @Nullable BufferEntry poll() {
    BufferEntry entry = isResultNext ? results.poll() : null;
    entry = entry == null ? pollLine() : entry;
    entry = entry == null ? results.poll() : entry;
    isResultNext = !(entry instanceof HistoryResult);
    return entry;
  }

  private @Nullable BufferEntry pollLine() {
    for (GroupQueue queue = line.poll(); queue != null; queue = line.poll()) {
      boolean grows = overloaded && failure == null && queue.isMarkAlone();
      queue.setState(queue.state().onTurn(grows));
      switch (queue.state()) {
        case READY -> {
          return take(queue);
        }
        case GROWING -> growing.add(queue);
        default -> {
          // Held: its release puts it in line again.
        }
      }
    }
    return null;
  }

  private @Nullable BufferEntry take(GroupQueue queue) {
    BufferEntry entry = queue.poll();
    queue.setState(queue.state().onTaken(queue.isEmpty()));
    if (queue.state().isInLine()) {
      line.add(queue);
    }
    return entry;
  }

  /** Releases a frame whose rows were converted. Returns whether that ended an overload. */
  public boolean release(GroupFrame share) {
    lock.lock();
    try {
      releaseShare(share);
      return endOverloadIfHalfFree();
    } finally {
      lock.unlock();
    }
  }

  private void releaseShare(GroupFrame share) {
    if (share.received().releaseShare()) {
      usedBytes -= share.received().costBytes();
    }
  }

  private boolean endOverloadIfHalfFree() {
    boolean ended = overloaded && usedBytes <= maxBytes / 2;
    if (ended) {
      overloaded = false;
      endGrowing();
    }
    return ended;
  }

  private void endGrowing() {
    growing.forEach(queue -> move(queue, queue.state().onOverloadEnd()));
    growing.clear();
  }

  /** The groups of which entries wait. */
  public Set<GroupId> groupsWithEntries() {
    lock.lock();
    try {
      Set<GroupId> waiting = new HashSet<>();
      queues.forEach(
          (id, queue) -> {
            if (!queue.isEmpty()) {
              waiting.add(id);
            }
          });
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** What the queue of a group waits for. */
  QueueState stateOf(GroupId group) {
    lock.lock();
    try {
      return queueOf(group).state();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps the reader's terminal failure; the first one stays. */
  public void fail(Throwable cause) {
    lock.lock();
    try {
      failure = failure == null ? cause : failure;
      endGrowing();
      readyOrFailed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The reader's terminal failure once everything before it was taken, else null. */
  public @Nullable Throwable failureIfDrained() {
    lock.lock();
    try {
      return line.isEmpty() && results.isEmpty() ? failure : null;
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
