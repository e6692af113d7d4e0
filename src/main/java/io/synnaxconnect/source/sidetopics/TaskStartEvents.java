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
 * Reports that a task starts, and before that, whether its assignment has changed since its last
 * event. Reads stored offsets from Kafka, which can take long: the thread that starts the task must
 * not run this.
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
    if (!plan.options().sideTopics().statusTopic().isEmpty()) {
      AssignmentOffset before = storedAssignment();
      String change = before == null ? null : plan.ownership().assignment().changeSince(before);
      if (change != null) {
        status.report(Kind.TASK_RECONFIGURED, change);
      }
    }
    // Last: its record remembers the groups, and a crash in between must not lose the change.
    status.report(Kind.TASK_STARTED, "The task has started");
  }

  private @Nullable AssignmentOffset storedAssignment() {
    try {
      return StatusRecords.storedAssignment(stored, plan.name().task());
    } catch (ConnectException e) {
      // The event is only information: samples must not wait for a repair.
      LOG.warn(
          "Stored assignment cannot be read, index groups before the restart are unknown: {}",
          e.getMessage());
      return null;
    }
  }
}
