package io.synnaxconnect.cluster;

import static org.apache.kafka.clients.admin.AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG;

import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

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

  /** Deletes all topics with such names. */
  public void deleteTopics(String prefix) {
    try (Admin admin = Admin.create(Map.of(BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
      List<String> names =
          admin.listTopics().names().get().stream()
              .filter(name -> name.startsWith(prefix))
              .toList();
      admin.deleteTopics(names).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many records have been written into those of these topics that exist. */
  public long recordCount(Collection<String> topics) {
    try (Admin admin = Admin.create(Map.of(BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      Set<String> existing = admin.listTopics().names().get();
      for (TopicDescription topic :
          admin
              .describeTopics(topics.stream().filter(existing::contains).toList())
              .allTopicNames()
              .get()
              .values()) {
        topic
            .partitions()
            .forEach(
                partition ->
                    wanted.put(
                        new TopicPartition(topic.name(), partition.partition()),
                        OffsetSpec.latest()));
      }
      return admin.listOffsets(wanted).all().get().values().stream()
          .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  /** Creates a topic with one partition. */
  public void createTopic(String name) {
    try (Admin admin = Admin.create(Map.of(BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
