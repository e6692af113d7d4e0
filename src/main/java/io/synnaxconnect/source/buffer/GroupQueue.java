package io.synnaxconnect.source.buffer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What waits of one group, in the order in which it came. Used under the buffer's lock only. */
final class GroupQueue {

  private final Deque<BufferEntry> entries = new ArrayDeque<>();

  /** Whether it stands among the ready or the held ones. */
  private boolean announced;

  /** Whether the group takes nothing now. */
  private boolean held;

  boolean isAnnounced() {
    return announced;
  }

  void setAnnounced(boolean announced) {
    this.announced = announced;
  }

  boolean isHeld() {
    return held;
  }

  void setHeld(boolean held) {
    this.held = held;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  @Nullable BufferEntry peek() {
    return entries.peek();
  }

  @Nullable BufferEntry poll() {
    return entries.poll();
  }

  void add(BufferEntry entry) {
    entries.add(entry);
  }

  /** Leaves a mark where a frame was shed, or lets the last one grow. */
  void mark(GroupFrame share) {
    add(ShedMark.of(share));
  }

  private void add(ShedMark mark) {
    if (entries.peekLast() instanceof ShedMark last && last.covers(mark)) {
      entries.removeLast();
      entries.add(last.plus(mark));
    } else {
      entries.add(mark);
    }
  }

  /** Puts marks in the place of all frames; returns how many frames there were. */
  int shedFrames(Consumer<GroupFrame> giveBack) {
    int frames = 0;
    List<BufferEntry> waiting = List.copyOf(entries);
    entries.clear();
    for (BufferEntry entry : waiting) {
      if (entry instanceof GroupFrame share) {
        mark(share);
        giveBack.accept(share);
        frames++;
      } else if (entry instanceof ShedMark mark) {
        add(mark);
      } else {
        entries.add(entry);
      }
    }
    return frames;
  }
}
