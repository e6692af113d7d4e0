package io.synnaxconnect.worker;

import static org.awaitility.Awaitility.await;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.TestStand;
import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.ReceivedSample;
import io.synnaxconnect.cluster.SampleComparison;
import io.synnaxconnect.cluster.SampleConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A connector on a real worker, reading a test stand into topics of its own. */
final class LiveConnector implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);

  private final ConnectRest rest;
  private final TestStand stand;
  private final String name;
  private final SampleConsumer consumer;
  private final List<ReceivedSample> received = new ArrayList<>();

  LiveConnector(LocalCluster cluster, ConnectWorker worker, TestStand stand, String name) {
    this.rest = worker.rest();
    this.stand = stand;
    this.name = name;
    this.consumer = cluster.newConsumer(topicPrefix(name));
  }

  /** A configuration that reads all channels of the stand but its index. */
  static Map<String, String> config(TestStand stand, String name) {
    Map<String, String> config = new HashMap<>();
    config.put("name", name);
    config.put("connector.class", SynnaxSourceConnector.class.getName());
    config.put("tasks.max", "1");
    config.put("synnax.address", stand.simulator().address());
    config.put("synnax.username", "synnax");
    config.put("synnax.password", TestStand.PASSWORD);
    config.put("synnax.tls.enabled", "false");
    config.put("channels.include", "pressure, valve, mode");
    config.put("topic", topicPrefix(name) + "${data_type}");
    config.put("delivery", "live");
    config.put("topic.creation.default.replication.factor", "1");
    config.put("topic.creation.default.partitions", "1");
    return config;
  }

  void create(Map<String, String> config) {
    rest.putConnector(name, config);
    await("running").atMost(LIMIT).until(() -> rest.status(name).isRunning());
  }

  /** Writes rows until one of them has arrived: the stream stands. */
  void awaitFlow() {
    long before = stand.newestNanos();
    await("samples")
        .atMost(LIMIT)
        .until(
            () -> {
              stand.writeRows(1);
              receive();
              return received.stream().anyMatch(sample -> sample.timestampNanos() > before);
            });
  }

  /** Waits until the newest row has arrived completely. */
  void awaitNewestRow() {
    await("newest row")
        .atMost(LIMIT)
        .until(
            () -> {
              receive();
              return received.stream()
                      .filter(sample -> sample.timestampNanos() == stand.newestNanos())
                      .count()
                  >= 3;
            });
  }

  /** What arrived against what was written from the first row that arrived on. */
  SampleComparison compare() {
    long first = received.stream().mapToLong(ReceivedSample::timestampNanos).min().orElse(0);
    return SampleComparison.of(stand.writtenSince(first), received);
  }

  List<ReceivedSample> received() {
    return received;
  }

  void receive() {
    received.addAll(consumer.poll(POLL));
  }

  ConnectRest.Status status() {
    return rest.status(name);
  }

  void pause() {
    rest.request("PUT", "/connectors/" + name + "/pause");
    awaitState("PAUSED");
  }

  void resume() {
    rest.request("PUT", "/connectors/" + name + "/resume");
    awaitState("RUNNING");
  }

  void restartWithTasks() {
    rest.request("POST", "/connectors/" + name + "/restart?includeTasks=true");
    awaitState("RUNNING");
  }

  void delete() {
    rest.deleteConnector(name);
    awaitState("UNKNOWN");
  }

  /** Waits until the connector and all its tasks are in this state. */
  void awaitState(String state) {
    await(state)
        .atMost(LIMIT)
        .until(
            () -> {
              ConnectRest.Status status = status();
              return status.connector().equals(state)
                  && status.tasks().stream().allMatch(task -> task.state().equals(state));
            });
  }

  @Override
  public void close() {
    if (!status().connector().equals("UNKNOWN")) {
      rest.deleteConnector(name);
    }
    consumer.close();
  }

  private static String topicPrefix(String name) {
    return name + ".";
  }
}
