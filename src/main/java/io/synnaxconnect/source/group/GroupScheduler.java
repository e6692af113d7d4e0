package io.synnaxconnect.source.group;

import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.buffer.ChannelsChanged;
import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.buffer.GroupFrame;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.SessionOpened;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.reader.FrameReader;
import io.synnaxconnect.source.reader.HistoryWorker;
import io.synnaxconnect.source.reader.WriterMonitor;
import io.synnaxconnect.source.sidetopics.SideTopics;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the entries of the buffer through the groups: submits their requests to history, queues
 * their batches, frees their memory. Of Connect's poll thread alone.
 */
public final class GroupScheduler {

  /** How often groups run their timed work. */
  public static final long TICK_NANOS = 200_000_000L;

  private static final long NEVER = Long.MIN_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(GroupScheduler.class);

  private final TaskGroups groups;
  private final FrameBuffer buffer;
  private final HistoryWorker history;
  private final FrameReader reader;
  private final SideTopics sideTopics;
  private final WriterMonitor writers;
  private final EmittingGroups emitting = new EmittingGroups();
  private long lastTickNanos = NEVER;
  private List<TaskGroup> carried = List.of();
  private boolean endReported;

  public GroupScheduler(
      TaskGroups groups,
      FrameBuffer buffer,
      HistoryWorker history,
      FrameReader reader,
      SideTopics sideTopics,
      WriterMonitor writers) {
    this.groups = groups;
    this.buffer = buffer;
    this.history = history;
    this.reader = reader;
    this.sideTopics = sideTopics;
    this.writers = writers;
  }

  /** Passes an entry of the buffer to its group. */
  public void accept(BufferEntry entry, long nowNanos) {
    TaskGroup group = groups.of(entry);
    group.accept(entry, nowNanos);
    if (entry instanceof ChannelsChanged changed) {
      sideTopics.addTombstones(group, changed.deleted());
      sideTopics.addToCatalogue(changed, changed.deleted());
    } else if (entry instanceof SessionOpened opened) {
      sideTopics.addInstants(opened.session().clusterKey());
      sideTopics.addToCatalogue(entry, List.of());
      if (opened.isFirstStart() && group.delivery().isResumable()) {
        sideTopics.addFirstOffset(group);
      }
    }
    applyEffects(group);
  }

  /** The group of which a block is emitted next, or null. */
  public @Nullable TaskGroup nextGroup() {
    return emitting.next();
  }

  /** Whether rows wait that go before those of groups that read much history. */
  public boolean hasUrgentRows() {
    return emitting.hasFirst();
  }

  /** The groups that the newest stream carries. */
  public List<TaskGroup> carriedGroups() {
    return carried;
  }

  /**
   * One block of the next group was emitted.
   *
   * @param ended whether it was the last of its batch
   */
  public void onBlockEmitted(TaskGroup group, List<Rows> block, boolean ended) {
    emitting.onBlock(group, block, ended);
    if (ended) {
      group.setQueued(false);
      applyEffects(group);
    }
  }

  /**
   * Runs timed work at most every {@link #TICK_NANOS}.
   *
   * @return false if it was not due, or no stream was opened yet
   */
  public boolean tick(long nowNanos) {
    if (lastTickNanos != NEVER && nowNanos - lastTickNanos < TICK_NANOS) {
      return false;
    }
    lastTickNanos = nowNanos;
    StreamSession session = reader.currentSession();
    if (session == null) {
      return false;
    }
    tickGroups(session, nowNanos);
    groups.report().state(carried, reader.currentStream() != null, nowNanos);
    groups.report().shed(buffer.takeShedFromHeld());
    return true;
  }

  private void tickGroups(StreamSession session, long nowNanos) {
    List<TaskGroup> now = new ArrayList<>(groups.all().size());
    boolean allAtEnd = !groups.all().isEmpty();
    boolean heartbeat = sideTopics.startsHeartbeats(nowNanos);
    long wallAheadNanos = groups.wallAheadNanos();
    Set<GroupId> waiting = buffer.groupsWithEntries();
    WriterMonitor.Notes notes = writers.drain();
    for (TaskGroup group : groups.all()) {
      if (session.serves(group.id())) {
        passNotes(group, notes, nowNanos);
        group.delivery().setWallAhead(wallAheadNanos);
        if (waiting.contains(group.id())) {
          group.delivery().deferProbe(nowNanos);
        }
        group.delivery().tick(nowNanos);
        applyEffects(group);
        if (heartbeat) {
          sideTopics.addHeartbeat(group);
        }
        now.add(group);
        allAtEnd &= group.delivery().hasReachedEnd(nowNanos);
      } else {
        suspend(group);
      }
    }
    carried = now;
    reportEnd(allAtEnd);
  }

  /** While no stream is open, nobody asks history: the next one begins with a look at all of it. */
  private void passNotes(TaskGroup group, WriterMonitor.Notes notes, long nowNanos) {
    group.delivery().setWritersKnown(writers.isWatching());
    if (!notes.isEmpty() && reader.currentStream() != null) {
      List<Long> keys = new ArrayList<>(List.of(group.group().indexKey()));
      group.group().channels().forEach(channel -> keys.add(channel.key()));
      Boolean released = notes.of(keys);
      if (released != null) {
        group.delivery().onWriter(released, nowNanos);
      }
    }
  }

  private void reportEnd(boolean allAtEnd) {
    if (allAtEnd && !endReported && groups.areBounded()) {
      LOG.info("Everything before stop.at was delivered, the task stays idle from now on");
    }
    endReported |= allAtEnd;
  }

  /**
   * Suspends a group of another cluster, or one that has vanished: the history it waits for does
   * not come. Its batch is emitted all the same.
   */
  private void suspend(TaskGroup group) {
    GroupDelivery delivery = group.delivery();
    if (delivery.isWaiting() && delivery.batch() == null && group.suspend()) {
      groups.report().dropped(group.group(), buffer.letGo(group.id()));
      applyEffects(group);
    }
  }

  /**
   * Applies what an event did to a group: submits its request to history, queues its next batch,
   * holds or releases its entries in the buffer, frees its memory.
   */
  private void applyEffects(TaskGroup group) {
    submitRequest(group);
    if (group.delivery().batch() != null && !group.isQueued()) {
      group.setQueued(true);
      emitting.add(group);
    }
    if (group.updateHeld()) {
      buffer.hold(group.id(), group.isHeld(), group.awaitsHistory());
    }
    sideTopics.addClosedGaps(group);
    GroupFrame share = group.takeShare();
    if (share != null && buffer.release(share)) {
      LOG.info("Half of the buffer is free again, shedding has ended");
    }
    long bytes = group.takeHistoryBytes();
    if (bytes > 0) {
      buffer.releaseHistory(bytes);
    }
  }

  /** Only while the current stream carries the group: then its own cluster answers. */
  private void submitRequest(TaskGroup group) {
    StreamSession session = reader.currentSession();
    if (session != null && session.serves(group.id())) {
      HistoryRequest request = group.delivery().takeRequest();
      if (request != null) {
        history.submit(session, group.group(), request, group.delivery().holdsReadRows());
      }
    }
  }
}
