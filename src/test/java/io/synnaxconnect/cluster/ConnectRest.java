package io.synnaxconnect.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The REST interface of a Connect worker. */
public final class ConnectRest {

  /** State of a connector and of its tasks, in Connect's words. */
  public record Status(String connector, List<Task> tasks) {

    /** State of one task, and the address of its worker; the trace is empty unless it failed. */
    public record Task(int id, String state, String worker, String trace) {}

    /** Whether the connector and at least one task run, and no task does anything else. */
    public boolean isRunning() {
      return connector.equals("RUNNING")
          && !tasks.isEmpty()
          && tasks.stream().allMatch(task -> task.state().equals("RUNNING"));
    }
  }

  private final JsonHttp http;

  ConnectRest(JsonHttp http) {
    this.http = http;
  }

  /** Where it listens. */
  public String url() {
    return http.url();
  }

  boolean answers() {
    return http.answers("/connectors");
  }

  /** The body of a successful GET. */
  public JsonNode get(String path) {
    return http.get(path);
  }

  /** The position in the first stored offset of a connector, empty if there is none. */
  public String storedPosition(String connector) {
    JsonNode offsets = get("/connectors/" + connector + "/offsets").path("offsets");
    return offsets.path(0).path("offset").path("position").asText();
  }

  /** Creates a connector, or changes it; fails with Connect's text when it is refused. */
  public void putConnector(String name, Map<String, String> config) {
    expectSuccess(http.send("PUT", "/connectors/" + name + "/config", config), "PUT " + name);
  }

  /** Creates a connector from the document that users post. */
  public void post(JsonNode nameAndConfig) {
    expectSuccess(http.send("POST", "/connectors", nameAndConfig), "POST /connectors");
  }

  /** The answer of {@code config/validate}. */
  public JsonNode validate(String connectorClass, Map<String, String> config) {
    String path = "/connector-plugins/" + connectorClass + "/config/validate";
    JsonHttp.Answer answer = http.send("PUT", path, config);
    expectSuccess(answer, "PUT " + path);
    return answer.json();
  }

  /** Asks to pause, resume, stop or restart a connector. */
  public void request(String method, String path) {
    expectSuccess(http.send(method, path, null), method + " " + path);
  }

  /** The same with a body. */
  public void request(String method, String path, Object body) {
    expectSuccess(http.send(method, path, body), method + " " + path);
  }

  public void deleteConnector(String name) {
    request("DELETE", "/connectors/" + name);
  }

  /** State of a connector; UNKNOWN while the worker has not heard of it. */
  public Status status(String name) {
    JsonHttp.Answer answer = http.send("GET", "/connectors/" + name + "/status", null);
    if (answer.status() != 200) {
      return new Status("UNKNOWN", List.of());
    }
    JsonNode body = answer.json();
    List<Status.Task> tasks = new ArrayList<>();
    for (JsonNode task : body.path("tasks")) {
      tasks.add(
          new Status.Task(
              task.path("id").asInt(),
              task.path("state").asText(),
              task.path("worker_id").asText(),
              task.path("trace").asText()));
    }
    return new Status(body.path("connector").path("state").asText(), tasks);
  }

  private static void expectSuccess(JsonHttp.Answer answer, String what) {
    if (answer.status() >= 300) {
      throw new IllegalStateException(
          what + " was refused: " + answer.status() + " " + answer.text());
    }
  }
}
