package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Status events of a task, until the next poll emits them as records. Any thread may report an
 * event, and none ever waits. If the queue is full, new events are dropped and counted: the oldest
 * ones show how the trouble started.
 */
public final class StatusQueue {

  /** Hours of trouble, at the pace at which the log has lines. */
  static final int CAPACITY = 1_000;

  /** The queue of a task without a status topic. */
  public static final StatusQueue UNWANTED = new StatusQueue(false, () -> 0, () -> {});

  private final boolean wanted;
  private final LongSupplier nowNanos;
  private final Runnable onDropped;
  private final BlockingQueue<StatusEvent> events = new LinkedBlockingQueue<>(CAPACITY);
  private volatile String clusterKey = "";

  /**
   * An empty queue.
   *
   * @param nowNanos nanoseconds since the Unix epoch
   * @param onDropped called for each event that is dropped
   */
  public StatusQueue(boolean wanted, LongSupplier nowNanos, Runnable onDropped) {
    this.wanted = wanted;
    this.nowNanos = nowNanos;
    this.onDropped = onDropped;
  }

  /** Sets the cluster that the task reads from now on. */
  public void onCluster(String key) {
    clusterKey = key;
  }

  /** Reports an event of the task. */
  public void report(Kind kind, String message) {
    add(kind, "", message);
  }

  /** Reports an event of a group. */
  public void report(Kind kind, IndexGroup group, String message) {
    Channel index = group.index();
    add(kind, index == null ? group.channels().get(0).name() : index.name(), message);
  }

  private void add(Kind kind, String subject, String message) {
    if (wanted
        && !events.offer(
            new StatusEvent(kind, clusterKey, subject, message, nowNanos.getAsLong()))) {
      onDropped.run();
    }
  }

  /** Removes the oldest event; null if there is none. */
  public @Nullable StatusEvent next() {
    return events.poll();
  }
}
