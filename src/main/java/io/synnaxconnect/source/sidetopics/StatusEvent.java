package io.synnaxconnect.source.sidetopics;

import java.util.Locale;

/**
 * Something that happened to a task.
 *
 * @param clusterKey the cluster that the task was reading, empty before the first
 * @param subject name of an index or channel, empty if the event concerns the whole task
 * @param message a sentence for people
 * @param timestampNanos nanoseconds since the Unix epoch
 */
public record StatusEvent(
    Kind kind, String clusterKey, String subject, String message, long timestampNanos) {

  /** How urgent an event is. */
  public enum Severity {
    INFO,
    WARN,
    ERROR;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What happened. */
  public enum Kind {
    TASK_RECONFIGURED(Severity.INFO),
    TASK_STARTED(Severity.INFO),
    TASK_FAILED(Severity.ERROR),
    STREAM_OPENED(Severity.INFO),
    STREAM_LOST(Severity.WARN),
    STREAM_STALLED(Severity.WARN),
    CLUSTER_CHANGED(Severity.WARN),
    CHANNELS_JOINED(Severity.INFO),
    CHANNELS_RENAMED(Severity.WARN),
    CHANNELS_LEFT(Severity.WARN),
    CHANNELS_DELETED(Severity.WARN),
    ROWS_SKIPPED(Severity.WARN),
    ROWS_LATE(Severity.WARN),
    FRAMES_SHED(Severity.WARN),
    GAP_REPAIRED(Severity.INFO),
    GAP_UNRECOVERABLE(Severity.WARN),
    HISTORY_FAILED(Severity.WARN);

    private final Severity severity;

    Kind(Severity severity) {
      this.severity = severity;
    }

    public Severity severity() {
      return severity;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
