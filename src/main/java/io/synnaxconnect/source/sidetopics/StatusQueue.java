package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a task, until it leaves as records with the next poll. Any thread may tell, and
 * none ever waits: what is too much is counted and forgotten, the newest first, because it began
 * with the oldest.
 */
public final class StatusQueue {

  /** Hours of trouble, at the pace at which the log has lines. */
  static final int MOST = 1_000;

  /** For a task whose status nobody wants to know. */
  public static final StatusQueue UNWANTED = new StatusQueue(false, () -> 0, () -> {});

  private final boolean wanted;
  private final LongSupplier nowNanos;
  private final Runnable dropped;
  private final BlockingQueue<StatusEvent> events = new LinkedBlockingQueue<>(MOST);
  private volatile String clusterKey = "";

  /**
   * Nothing has happened yet.
   *
   * @param nowNanos nanoseconds since the Unix epoch
   * @param dropped told of each event for which there is no room
   */
  public StatusQueue(boolean wanted, LongSupplier nowNanos, Runnable dropped) {
    this.wanted = wanted;
    this.nowNanos = nowNanos;
    this.dropped = dropped;
  }

  /** Takes note of the cluster that is read from now on. */
  public void reading(String key) {
    clusterKey = key;
  }

  /** Something happened to the task. */
  public void tell(Kind kind, String message) {
    add(kind, "", message);
  }

  /** Something happened to a group. */
  public void tell(Kind kind, IndexGroup group, String message) {
    Channel index = group.index();
    add(kind, index == null ? group.channels().get(0).name() : index.name(), message);
  }

  private void add(Kind kind, String subject, String message) {
    if (wanted
        && !events.offer(
            new StatusEvent(kind, clusterKey, subject, message, nowNanos.getAsLong()))) {
      dropped.run();
    }
  }

  /** The oldest event that has not left yet, or null. */
  public @Nullable StatusEvent next() {
    return events.poll();
  }
}
