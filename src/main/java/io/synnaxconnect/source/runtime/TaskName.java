package io.synnaxconnect.source.runtime;

/**
 * The name of a task in logs, threads and metrics.
 *
 * @param connector the connector's name
 * @param task the task's number inside the connector
 */
public record TaskName(String connector, String task) {

  /** Name of the thread of this task that has this purpose. */
  public String threadName(String purpose) {
    return "synnax-" + purpose + "-" + connector + "-" + task;
  }
}
