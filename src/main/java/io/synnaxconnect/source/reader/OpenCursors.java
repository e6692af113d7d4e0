package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.StreamSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The readings that may answer the next request of their groups, at most one for each group. While
 * one is open, the cluster cannot delete its channels, so that few are kept, and only briefly.
 * Thread-safe. One bound counts the rows that all of them have read ahead.
 */
final class OpenCursors {

  static final int MAX_IDLE = 16;

  /** A reading that waits for the next request of its group. */
  private record Idle(
      HistoryCursor cursor, StreamSession session, long sinceNanos, long aheadBytes) {

    private boolean continuesWith(StreamSession current, HistoryRequest request) {
      return session.number() == current.number() && cursor.continuesWith(request);
    }
  }

  private final Map<GroupId, Idle> idle = new HashMap<>();

  private final Set<HistoryCursor> inUse = new HashSet<>();
  private final long maxAheadBytes;
  private boolean closed;

  /** Keeps readings that have read ahead at most so many bytes; one may have more. */
  OpenCursors(long maxAheadBytes) {
    this.maxAheadBytes = maxAheadBytes;
  }

  /** Whether a reading continues with this request. */
  synchronized boolean continueWith(StreamSession session, GroupId group, HistoryRequest request) {
    Idle waiting = idle.get(group);
    return waiting != null && waiting.continuesWith(session, request);
  }

  /** The reading that continues with this request, or null. */
  synchronized @Nullable HistoryCursor take(
      StreamSession session, GroupId group, HistoryRequest request) {
    Idle waiting = idle.remove(group);
    if (waiting == null) {
      return null;
    }
    if (!waiting.continuesWith(session, request)) {
      waiting.cursor().close();
      return null;
    }
    inUse.add(waiting.cursor());
    return waiting.cursor();
  }

  /** A reading begins. */
  synchronized void begin(HistoryCursor cursor) {
    if (closed) {
      cursor.close();
      throw new SynnaxException(Code.CLOSED, "the task was stopped");
    }
    inUse.add(cursor);
  }

  /** A reading has answered a request, and may answer the next one. */
  synchronized void keep(
      StreamSession session, GroupId group, HistoryCursor cursor, long nowNanos) {
    inUse.remove(cursor);
    Idle before = idle.remove(group);
    if (before != null) {
      before.cursor().close();
    }
    // Groups ask in turn: the oldest is the one that is asked for next.
    long aheadBytes = cursor.aheadBytes();
    if (closed || cursor.isExhausted() || !isRoomFor(aheadBytes)) {
      cursor.close();
    } else {
      idle.put(group, new Idle(cursor, session, nowNanos, aheadBytes));
    }
  }

  private boolean isRoomFor(long aheadBytes) {
    long kept = idle.values().stream().mapToLong(Idle::aheadBytes).sum();
    return idle.isEmpty() || (idle.size() < MAX_IDLE && kept + aheadBytes <= maxAheadBytes);
  }

  /** A reading has failed. */
  synchronized void discard(HistoryCursor cursor) {
    inUse.remove(cursor);
    cursor.close();
  }

  /** Closes those that wait since an instant or longer. */
  synchronized void closeIdleSince(long nanos) {
    idle.values()
        .removeIf(
            waiting -> {
              boolean isOver = waiting.sinceNanos() <= nanos;
              if (isOver) {
                waiting.cursor().close();
              }
              return isOver;
            });
  }

  /** Closes all, and those that begin later. Idempotent. */
  synchronized void close() {
    closed = true;
    List<HistoryCursor> open = new ArrayList<>(inUse);
    idle.values().forEach(waiting -> open.add(waiting.cursor()));
    idle.clear();
    inUse.clear();
    open.forEach(HistoryCursor::close);
  }
}
