package io.synnaxconnect.source.runtime;

/**
 * Which task this is, for logs, threads and metrics.
 *
 * @param connector the connector's name
 * @param task the task's number inside the connector
 */
public record TaskName(String connector, String task) {

  /** Name of the thread that serves one purpose for this task. */
  public String threadName(String purpose) {
    return "synnax-" + purpose + "-" + connector + "-" + task;
  }
}
