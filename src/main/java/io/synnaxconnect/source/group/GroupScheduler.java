package io.synnaxconnect.source.group;

import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.buffer.ChannelsChanged;
import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.buffer.GroupFrame;
import io.synnaxconnect.source.buffer.SessionOpened;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.reader.FrameReader;
import io.synnaxconnect.source.reader.HistoryWorker;
import io.synnaxconnect.source.sidetopics.SideTopics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what the buffer holds through the groups: requests to history, rows that leave, memory that
 * is given back. Of Connect's poll thread alone.
 */
public final class GroupScheduler {

  /** How often groups look after what time brings. */
  public static final long TICK_NANOS = 200_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger(GroupScheduler.class);

  private final TaskGroups groups;
  private final FrameBuffer buffer;
  private final HistoryWorker history;
  private final FrameReader reader;
  private final SideTopics sideTopics;
  private final Deque<TaskGroup> leaving = new ArrayDeque<>();
  private long lastTickNanos = Long.MIN_VALUE;
  private List<TaskGroup> served = List.of();
  private boolean endReported;

  public GroupScheduler(
      TaskGroups groups,
      FrameBuffer buffer,
      HistoryWorker history,
      FrameReader reader,
      SideTopics sideTopics) {
    this.groups = groups;
    this.buffer = buffer;
    this.history = history;
    this.reader = reader;
    this.sideTopics = sideTopics;
  }

  /** Takes what the buffer gave. */
  public void accept(BufferEntry entry, long nowNanos) {
    TaskGroup group = groups.of(entry);
    group.accept(entry, nowNanos);
    if (entry instanceof ChannelsChanged changed) {
      sideTopics.addTombstones(group, changed.deleted(), nowNanos);
      sideTopics.addToCatalogue(changed, changed.deleted(), nowNanos);
    } else if (entry instanceof SessionOpened) {
      sideTopics.addToCatalogue(entry, List.of(), nowNanos);
    }
    lookAfter(group, nowNanos);
  }

  /** The group whose rows leave next, or null. */
  public @Nullable TaskGroup leaving() {
    return leaving.peek();
  }

  /** The groups that the newest stream carries. */
  public List<TaskGroup> served() {
    return served;
  }

  /** One batch of the group that leaves next is gone. */
  public void left(TaskGroup group, long nowNanos) {
    leaving.remove();
    group.setQueued(false);
    lookAfter(group, nowNanos);
  }

  /** Looks after what time brings; false when there was nothing to look after since just now. */
  public boolean tick(long nowNanos) {
    // The clock may be set back.
    if (nowNanos >= lastTickNanos && nowNanos < lastTickNanos + TICK_NANOS) {
      return false;
    }
    lastTickNanos = nowNanos;
    StreamSession session = reader.currentSession();
    if (session == null) {
      return false;
    }
    List<TaskGroup> carried = new ArrayList<>(groups.all().size());
    boolean allAtEnd = !groups.all().isEmpty();
    boolean heartbeat = sideTopics.startsHeartbeats(nowNanos);
    for (TaskGroup group : groups.all()) {
      if (session.serves(group.id())) {
        GroupDelivery delivery = group.delivery();
        delivery.tick(nowNanos);
        lookAfter(group, nowNanos);
        if (heartbeat) {
          sideTopics.addHeartbeat(group, nowNanos);
        }
        carried.add(group);
        allAtEnd &= delivery.hasReachedEnd(nowNanos);
      } else {
        suspend(group, nowNanos);
      }
    }
    served = carried;
    groups.report().state(served, reader.currentStream() != null, nowNanos);
    groups.report().shed(buffer.takeShedFromHeld());
    reportEnd(allAtEnd);
    return true;
  }

  private void reportEnd(boolean allAtEnd) {
    if (allAtEnd && !endReported && groups.areBounded()) {
      LOG.info("Everything before stop.at was delivered: the task stays idle from now on");
    }
    endReported |= allAtEnd;
  }

  /**
   * Another cluster answers, or the group has vanished: what it waits for does not come. What came
   * before leaves all the same.
   */
  private void suspend(TaskGroup group, long nowNanos) {
    GroupDelivery delivery = group.delivery();
    if (delivery.isWaiting() && delivery.batch() == null && group.suspend()) {
      groups.report().dropped(group.group(), buffer.letGo(group.id()));
      lookAfter(group, nowNanos);
    }
  }

  /** Passes on what a group wants after something happened to it. */
  private void lookAfter(TaskGroup group, long nowNanos) {
    submitRequest(group);
    if (group.delivery().batch() != null && !group.isQueued()) {
      group.setQueued(true);
      leaving.add(group);
    }
    if (group.changesHold()) {
      buffer.hold(group.id(), group.isHeld());
    }
    sideTopics.addClosedGaps(group, nowNanos);
    GroupFrame share = group.takeShare();
    if (share != null && buffer.release(share)) {
      LOG.info("Half of the buffer is free again: frames are kept");
    }
    long bytes = group.takeHistoryBytes();
    if (bytes > 0) {
      buffer.releaseHistory(bytes);
    }
  }

  /** History is asked of the group's own cluster only, and while the group is there. */
  private void submitRequest(TaskGroup group) {
    StreamSession session = reader.currentSession();
    if (session != null && session.serves(group.id())) {
      HistoryRequest request = group.delivery().takeRequest();
      if (request != null) {
        history.submit(session, group.group(), request);
      }
    }
  }
}
