package io.synnaxconnect.faults;

import static org.awaitility.Awaitility.await;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.LocalCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A connector on a worker of its own, and what arrived through it. */
final class Delivery implements AutoCloseable {

  /** Each format has the same guarantees: {@code -Dfaults.format} chooses it. */
  private static final String FORMAT = System.getProperty("faults.format", "sample");

  private final LocalCluster cluster;
  private final Mode mode;
  private final String name;
  private final Map<String, String> config;
  private final ConnectorControl control;
  private final ArrivalConsumer consumer;
  private final Arrivals arrivals = new Arrivals();
  private int workersStarted;
  private ConnectWorker worker;

  /** Starts the worker and returns when the connector runs. */
  Delivery(LocalCluster cluster, Mode mode, FaultCluster synnax) {
    this.cluster = cluster;
    this.mode = mode;
    this.name = "faults-" + mode;
    this.config = config(synnax);
    this.consumer = new ArrivalConsumer(cluster.bootstrapServers(), name);
    this.worker = newWorker();
    this.control = new ConnectorControl(name, () -> worker.rest());
    create();
  }

  private Map<String, String> config(FaultCluster synnax) {
    Map<String, String> settings = new HashMap<>(synnax.connectorSettings());
    settings.put("connector.class", SynnaxSourceConnector.class.getName());
    settings.put("tasks.max", "2");
    settings.put("synnax.connectivity.check.interval.ms", "1000");
    settings.put("channels.include", synnax.prefix() + "tank_.*, " + synnax.prefix() + "engine_.*");
    settings.put("channels.virtual", "exclude");
    settings.put("topic", name);
    settings.put("topic.creation.default.partitions", "1");
    settings.put("topic.creation.default.replication.factor", "1");
    settings.put("topic.mixed", "true");
    settings.put("record.format", FORMAT);
    settings.put("probe.interval.ms", "1000");
    settings.put("gap.resolve.timeout.ms", "10000");
    // Small, so that a broker that stands still is felt within seconds.
    settings.put("buffer.max.bytes", "1048576");
    settings.put("producer.override.buffer.memory", "131072");
    settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    settings.put("value.converter.schemas.enable", "false");
    settings.putAll(mode.connector());
    return settings;
  }

  private ConnectWorker newWorker() {
    Map<String, String> settings = new HashMap<>(mode.worker());
    settings.put("group.id", name);
    settings.put("heartbeat.interval.ms", "1000");
    // A worker that was killed counts as there until then.
    settings.put("session.timeout.ms", "6000");
    for (String storage : List.of("config", "offset", "status")) {
      settings.put(storage + ".storage.topic", "_" + name + "_" + storage);
    }
    workersStarted++;
    return cluster.startWorker(name + "-" + workersStarted, settings);
  }

  void create() {
    control.put(config);
    control.awaitState("RUNNING");
  }

  void delete() {
    control.delete();
  }

  void restartTasks() {
    control.restartTasks();
  }

  void pause() {
    control.pause();
  }

  void stop() {
    control.stop();
  }

  void resume() {
    control.resume();
  }

  /** Kills the worker's process and starts another one. */
  void killWorker() {
    worker.process().kill();
  }

  void startWorker() {
    worker = newWorker();
    control.awaitState("RUNNING");
  }

  void freezeWorker() {
    worker.process().freeze();
  }

  void thawWorker() {
    worker.process().thaw();
  }

  /** What Connect has stored: timestamp up to which all was delivered, by key of the index. */
  Map<Long, Long> positions() {
    return control.positions();
  }

  /** Returns when the stored positions of all groups are at this timestamp or newer. */
  void awaitPositions(long nanos) {
    await(mode + " delivered")
        .atMost(ConnectorControl.LIMIT)
        .until(() -> positions().values().stream().allMatch(position -> position >= nanos));
  }

  /** Sets the position of all groups of a stopped connector. */
  void setPosition(String position) {
    control.setPosition(position);
  }

  /** Throws with Connect's text when something has failed for good. */
  void requireNoFailure() {
    control.requireNoFailure();
  }

  Mode mode() {
    return mode;
  }

  /** What arrived so far. */
  Arrivals receive() {
    consumer.receive(arrivals::add);
    return arrivals;
  }

  @Override
  public void close() {
    worker.process().kill();
    consumer.close();
  }
}
