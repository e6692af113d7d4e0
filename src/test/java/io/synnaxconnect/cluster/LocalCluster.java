package io.synnaxconnect.cluster;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Broker and registry, with workers that have the packaged connector and the Avro converter. */
public final class LocalCluster implements AutoCloseable {

  private final Path folder;
  private final KafkaBroker broker;
  private final SchemaRegistry registry;
  private final String connectorLogLevel;
  private final Path plugins;
  private final Map<KafkaVersion, ConnectWorker> workers = new EnumMap<>(KafkaVersion.class);

  private LocalCluster(
      Path folder, KafkaBroker broker, SchemaRegistry registry, String connectorLogLevel) {
    this.folder = folder;
    this.broker = broker;
    this.registry = registry;
    this.connectorLogLevel = connectorLogLevel;
    this.plugins = PluginFolder.unzip(Artifacts.hubArchive(), folder.resolve("plugins"));
  }

  /**
   * Starts broker and registry at the same time and returns when both serve.
   *
   * @param folder for data and logs; must be empty or absent
   * @param connectorLogLevel level of the connector's loggers in all workers
   */
  public static LocalCluster start(Path folder, String connectorLogLevel) {
    return start(folder, connectorLogLevel, false);
  }

  /**
   * The same with a broker that may create topics.
   *
   * @param createsTopics whether it creates those that somebody asks for, as Kafka does by default
   */
  public static LocalCluster start(Path folder, String connectorLogLevel, boolean createsTopics) {
    CompletableFuture<SchemaRegistry> registry =
        CompletableFuture.supplyAsync(() -> SchemaRegistry.start(folder.resolve("registry")));
    KafkaBroker broker = KafkaBroker.start(folder.resolve("broker"), createsTopics);
    return new LocalCluster(folder, broker, registry.join(), connectorLogLevel);
  }

  /** The worker of this release; the first call starts it. */
  public synchronized ConnectWorker worker(KafkaVersion version) {
    return workers.computeIfAbsent(version, v -> startWorker(v, "worker-" + v, Map.of()));
  }

  /**
   * Starts a worker that nobody shares, a Connect cluster of its own; the caller closes it.
   *
   * @param name of its folder
   * @param more worker settings, among them its group and its topics
   */
  public ConnectWorker startWorker(String name, Map<String, String> more) {
    return startWorker(KafkaVersion.V4_3, name, more);
  }

  public KafkaBroker broker() {
    return broker;
  }

  public SchemaRegistry registry() {
    return registry;
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Reads topics from their beginning, decoded through the registry. */
  public SampleConsumer newConsumer(String topicPrefix) {
    return new SampleConsumer(broker.bootstrapServers(), registry, topicPrefix);
  }

  @Override
  public synchronized void close() {
    workers.values().forEach(ConnectWorker::close);
    broker.close();
    registry.close();
  }

  private ConnectWorker startWorker(KafkaVersion version, String name, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(registry.converterSettings());
    settings.put("config.providers", "file");
    settings.put(
        "config.providers.file.class",
        "org.apache.kafka.common.config.provider.FileConfigProvider");
    settings.putAll(more);
    return ConnectWorker.start(
        folder.resolve(name),
        new ConnectWorker.Options(
            version,
            broker.bootstrapServers(),
            List.of(plugins, Artifacts.runtime("plugins")),
            connectorLogLevel,
            settings));
  }
}
