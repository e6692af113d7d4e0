package io.synnaxconnect.faults;

import static org.awaitility.Awaitility.await;

import io.synnaxconnect.SynnaxSourceConnector;
import java.util.HashMap;
import java.util.Map;

/** A connector on a worker, and what arrived through it. */
final class Delivery implements AutoCloseable {

  /** Each format has the same guarantees: {@code -Dfaults.format} chooses it. */
  private static final String FORMAT = System.getProperty("faults.format", "sample");

  private final FaultWorker worker;
  private final String name;
  private final Map<String, String> config;
  private final ConnectorControl control;
  private final ArrivalConsumer consumer;
  private final Arrivals arrivals = new Arrivals();

  /**
   * Returns when the connector runs.
   *
   * @param name of the connector and of its topic
   * @param more settings of this connector
   */
  Delivery(FaultWorker worker, String name, FaultCluster synnax, Map<String, String> more) {
    this.worker = worker;
    this.name = name;
    this.config = config(synnax);
    config.putAll(more);
    this.consumer = new ArrivalConsumer(worker.bootstrapServers(), name);
    this.control = new ConnectorControl(name, worker::rest);
    create();
  }

  private Map<String, String> config(FaultCluster synnax) {
    Map<String, String> settings = new HashMap<>(synnax.connectorSettings());
    settings.put("connector.class", SynnaxSourceConnector.class.getName());
    settings.put("tasks.max", "2");
    settings.put("synnax.connectivity.check.interval.ms", "1000");
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
    settings.putAll(worker.mode().connector());
    return settings;
  }

  void create() {
    control.put(config);
    awaitRunning();
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
    worker.startNext();
    awaitRunning();
  }

  void awaitRunning() {
    control.awaitState("RUNNING");
  }

  /** What the worker's present process has logged. */
  String workerLog() {
    return worker.process().output();
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
    await(name + " delivered")
        .atMost(ConnectorControl.LIMIT)
        .until(() -> positions().values().stream().allMatch(position -> position >= nanos));
  }

  /** Returns when Connect has stored an offset of the group with this index. */
  void awaitOffset(long indexKey) {
    await(name + " stored")
        .atMost(ConnectorControl.LIMIT)
        .until(() -> positions().containsKey(indexKey));
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
    return worker.mode();
  }

  /** What had arrived at the last call of {@link #receive}. */
  Arrivals arrivals() {
    return arrivals;
  }

  /** What arrived so far. */
  Arrivals receive() {
    consumer.receive(arrivals::add);
    return arrivals;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
