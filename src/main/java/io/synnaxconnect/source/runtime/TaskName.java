package io.synnaxconnect.source.runtime;

/**
 * The name of a task in logs, threads and metrics.
 *
 * @param connector the connector's name
 * @param task the task's number inside the connector
 */
public record TaskName(String connector, String task) {

  /** Whether it is the first task of its connector, which every connector has. */
  public boolean isFirst() {
    return task.equals("0");
  }

  /** Name of the thread of this task that has this purpose. */
  public String threadName(String purpose) {
    return "synnax-" + purpose + "-" + connector + "-" + task;
  }
}
