package io.synnaxconnect.source.buffer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The entries of one group, in the order in which they came. Used under the buffer's lock only. */
final class GroupQueue {

  private final Deque<BufferEntry> entries = new ArrayDeque<>();
  private QueueState state = QueueState.EMPTY;
  private boolean awaitsHistory;

  QueueState state() {
    return state;
  }

  void setState(QueueState state) {
    this.state = state;
  }

  /** Whether its group waits for history, which has the entries, too. */
  boolean awaitsHistory() {
    return awaitsHistory;
  }

  void setAwaitsHistory(boolean awaitsHistory) {
    this.awaitsHistory = awaitsHistory;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Whether the next entry is a mark that can grow: none follows it. */
  boolean isMarkAlone() {
    return entries.size() == 1 && entries.peek() instanceof ShedMark;
  }

  @Nullable BufferEntry poll() {
    return entries.poll();
  }

  void add(BufferEntry entry) {
    entries.add(entry);
  }

  /** Adds a mark where a frame was shed, or lets the last mark grow. */
  void addMark(GroupFrame share) {
    addMark(ShedMark.of(share));
  }

  private void addMark(ShedMark mark) {
    if (entries.peekLast() instanceof ShedMark last && last.covers(mark)) {
      entries.removeLast();
      entries.add(last.plus(mark));
    } else {
      entries.add(mark);
    }
  }

  /** Replaces all frames by marks; returns how many frames there were. */
  int shedFrames(Consumer<GroupFrame> release) {
    int frames = 0;
    List<BufferEntry> before = List.copyOf(entries);
    entries.clear();
    for (BufferEntry entry : before) {
      if (entry instanceof GroupFrame share) {
        addMark(share);
        release.accept(share);
        frames++;
      } else if (entry instanceof ShedMark mark) {
        addMark(mark);
      } else {
        entries.add(entry);
      }
    }
    return frames;
  }
}
