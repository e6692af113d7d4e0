package io.synnaxconnect.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synnaxconnect.cluster.ConnectRest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A connector as Connect knows it: each call returns when Connect says that it is done. */
final class ConnectorControl {

  /** A worker that starts waits for the end of the transactions of the one that was killed. */
  static final Duration LIMIT = Mode.TRANSACTION_TIMEOUT.plusMinutes(1);

  private static final Duration POLL = Duration.ofMillis(50);

  private final String name;
  private final Supplier<ConnectRest> rest;

  /**
   * Asks nothing yet.
   *
   * @param rest of a worker that is there
   */
  ConnectorControl(String name, Supplier<ConnectRest> rest) {
    this.name = name;
    this.rest = rest;
  }

  /** Creates the connector, or changes it. */
  void put(Map<String, String> config) {
    untilAccepted(() -> rest.get().putConnector(name, config));
  }

  void delete() {
    untilAccepted(() -> rest.get().deleteConnector(name));
    await(name + " deleted")
        .atMost(LIMIT)
        .pollInterval(POLL)
        .until(() -> rest.get().status(name).connector().equals("UNKNOWN"));
  }

  void restartTasks() {
    request("POST", "restart?includeTasks=true");
    awaitState("RUNNING");
  }

  void pause() {
    request("PUT", "pause");
    awaitState("PAUSED");
  }

  void stop() {
    request("PUT", "stop");
    await(name + " stopped")
        .atMost(LIMIT)
        .pollInterval(POLL)
        .until(
            () -> {
              ConnectRest.Status status = rest.get().status(name);
              return status.connector().equals("STOPPED") && status.tasks().isEmpty();
            });
  }

  void resume() {
    request("PUT", "resume");
    awaitState("RUNNING");
  }

  /** What Connect has stored: timestamp up to which all was delivered, by key of the index. */
  Map<Long, Long> positions() {
    Map<Long, Long> positions = new HashMap<>();
    for (JsonNode entry : offsets().path("offsets")) {
      positions.put(
          entry.path("partition").path("index_key").asLong(),
          entry.path("offset").path("position").asLong());
    }
    return positions;
  }

  /** Sets the position of all groups of a stopped connector. */
  void setPosition(String position) {
    JsonNode stored = offsets();
    for (JsonNode entry : stored.path("offsets")) {
      ((ObjectNode) entry.path("offset")).put("position", position);
    }
    rest.get().request("PATCH", "/connectors/" + name + "/offsets", stored);
  }

  private JsonNode offsets() {
    return rest.get().get("/connectors/" + name + "/offsets");
  }

  private void request(String method, String what) {
    untilAccepted(() -> rest.get().request(method, "/connectors/" + name + "/" + what));
  }

  /**
   * Asks for something, and does not wait until it is done.
   *
   * @param what of the connector, such as {@code pause}
   */
  void ask(String method, String what) {
    request(method, what);
  }

  /**
   * Connect refuses everything with 409 while its workers find out who does what, and with 500
   * while the one who decides does not answer.
   */
  private void untilAccepted(Runnable request) {
    await(name + " accepted")
        .atMost(LIMIT)
        .pollInterval(POLL)
        .until(
            () -> {
              try {
                request.run();
                return true;
              } catch (IllegalStateException refused) {
                if (String.valueOf(refused.getMessage()).matches("(?s).*refused: (409|500) .*")) {
                  return false;
                }
                throw refused;
              }
            });
  }

  /** Throws with Connect's text when something has failed for good. */
  void requireNoFailure() {
    ConnectRest.Status status = rest.get().status(name);
    if (status.toString().contains("FAILED")) {
      throw new AssertionError(name + ": " + status);
    }
  }

  /** Returns when the connector and all of its tasks, one at least, are in this state. */
  void awaitState(String state) {
    await(name + " " + state)
        .atMost(LIMIT)
        .pollInterval(POLL)
        .until(
            () -> {
              ConnectRest.Status status = rest.get().status(name);
              return status.connector().equals(state)
                  && !status.tasks().isEmpty()
                  && status.tasks().stream().allMatch(task -> task.state().equals(state));
            });
  }

  /** Address of the worker of each task that runs, by the task's number. */
  Map<Integer, String> placement() {
    Map<Integer, String> workers = new TreeMap<>();
    rest.get().status(name).tasks().stream()
        .filter(task -> task.state().equals("RUNNING"))
        .forEach(task -> workers.put(task.id(), task.worker()));
    return workers;
  }
}
