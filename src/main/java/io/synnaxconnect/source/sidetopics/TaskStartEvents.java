package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.offset.AssignmentOffset;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that a task starts, and before that, whether it was given other groups than when it last
 * said something. Asks Kafka for what was stored, so nobody may wait for it.
 */
public final class TaskStartEvents implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(TaskStartEvents.class);

  private final TaskPlan plan;
  private final StatusQueue status;
  private final OffsetStorageReader stored;

  public TaskStartEvents(TaskPlan plan, StatusQueue status, OffsetStorageReader stored) {
    this.plan = plan;
    this.status = status;
    this.stored = stored;
  }

  @Override
  public void run() {
    if (!plan.options().notices().statusTopic().isEmpty()) {
      AssignmentOffset before = remembered();
      String change = before == null ? null : plan.ownership().assignment().changeSince(before);
      if (change != null) {
        status.tell(Kind.TASK_RECONFIGURED, change);
      }
    }
    // Last: its record remembers the groups, and a crash in between must not leave out the change.
    status.tell(Kind.TASK_STARTED, "The task has started");
  }

  private @Nullable AssignmentOffset remembered() {
    try {
      return StatusRecords.remembered(stored, plan.name().task());
    } catch (ConnectException e) {
      // It only informs: samples must not wait for somebody to mend it.
      LOG.warn("The task does not know which index groups it had before: {}", e.getMessage());
      return null;
    }
  }
}
