package io.synnaxconnect.bench;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.bench.noop.NoopSourceConnector;
import io.synnaxconnect.cluster.Artifacts;
import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.Folders;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.LocalCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Broker, registry and workers as processes of their own, as users run them: the worker loads the
 * packaged connector, and the no-op connector beside it.
 */
final class ChainStand implements AutoCloseable {

  static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** A cluster queues 200 frames for a reader that is slow. */
  static final long FRAMES_AHEAD = 150;

  private static final String JAVA_OPTIONS =
      "-XX:-UseSerialGC -XX:+UseG1GC -XX:TieredStopAtLevel=4 -Xmx1g";

  /** What connect-distributed.sh gives a worker. */
  private static final String WORKER_HEAP = "-Xmx2g";

  /** For throughput: what config/at-least-once.json recommends. */
  static final Map<String, String> PRODUCER =
      Map.of(
          "producer.override.enable.idempotence", "true",
          "producer.override.linger.ms", "20",
          "producer.override.batch.size", "262144",
          "producer.override.compression.type", "lz4");

  private static final String STRATEGY =
      "value.converter.apicurio.registry.artifact-resolver-strategy";
  private static final String FIND_LATEST = "value.converter.apicurio.registry.find-latest";

  /** The converter asks for the schema of the topic once, and offers none. */
  private static final Map<String, String> REGISTERED =
      Map.of(
          "value.converter",
          "io.apicurio.registry.utils.converter.AvroConverter",
          "value.converter.apicurio.registry.auto-register",
          "false",
          STRATEGY,
          "io.apicurio.registry.serde.strategy.SimpleTopicIdStrategy",
          FIND_LATEST,
          "true");

  private final Path folder = Path.of("target", "bench", "cluster").toAbsolutePath();
  private final LocalCluster cluster;
  private final String pluginPath;

  /** Starts broker and registry. */
  ChainStand() throws Exception {
    Folders.delete(folder);
    System.setProperty(KafkaVersion.JAVA_OPTIONS, JAVA_OPTIONS);
    cluster = LocalCluster.start(folder, "INFO");
    pluginPath =
        String.join(
            ",",
            folder.resolve("plugins").toString(),
            Artifacts.runtime("plugins").toString(),
            NoopPlugin.in(folder.resolve("noop-plugins")).toString());
  }

  /** Starts a worker; settings beside those that every worker has. */
  Worker startWorker(String name, Map<String, String> more) throws Exception {
    return startWorker(name, more, WORKER_HEAP);
  }

  /** The same with options for its JVM, which outdo those of all. */
  Worker startWorker(String name, Map<String, String> more, String javaOptions) throws Exception {
    System.setProperty(KafkaVersion.JAVA_OPTIONS, (JAVA_OPTIONS + " " + javaOptions).strip());
    Map<String, String> settings = new HashMap<>(more);
    settings.put("plugin.path", pluginPath);
    settings.put("group.id", name);
    for (String storage : List.of("config", "offset", "status")) {
      settings.put(storage + ".storage.topic", "_" + name + "_" + storage);
    }
    return new Worker(cluster.startWorker(name, settings), cluster);
  }

  LocalCluster cluster() {
    return cluster;
  }

  @Override
  public void close() {
    cluster.close();
  }

  /** A running worker. */
  static final class Worker implements AutoCloseable {
    private final ConnectWorker worker;
    private final LocalCluster cluster;
    private final WorkerJmx jmx;

    Worker(ConnectWorker worker, LocalCluster cluster) throws Exception {
      this.worker = worker;
      this.cluster = cluster;
      this.jmx = WorkerJmx.of(worker.process().pid());
    }

    ConnectRest rest() {
      return worker.rest();
    }

    WorkerJmx jmx() {
      return jmx;
    }

    /**
     * Has the schema of a topic registered by one frame of the no-op connector, so that converters
     * need not offer it with every record.
     */
    void register(Load load, String topic) throws Exception {
      String name = "register-" + topic;
      Map<String, String> config = noop(load, topic, 1);
      config.putAll(cluster.registry().converterSettings());
      config.remove(FIND_LATEST);
      create(name, config, 1);
      grant(name, 0, 1);
      awaitWritten(name, 1, 1);
      rest().deleteConnector(name);
    }

    /** Lets a task of the no-op connector emit more frames. */
    void grant(String name, int task, long frames) throws Exception {
      ObjectName gate =
          new ObjectName("io.synnaxconnect.bench:type=gate,name=" + name + "-" + task);
      jmx.beans().invoke(gate, "grant", new Object[] {frames}, new String[] {"long"});
    }

    /** Creates a connector and waits until so many tasks run. */
    void create(String name, Map<String, String> config, int tasks) throws InterruptedException {
      Map<String, String> full = new HashMap<>(cluster.registry().converterSettings());
      full.putAll(config);
      rest().putConnector(name, full);
      long deadline = System.nanoTime() + LIMIT_NANOS;
      ConnectRest.Status status = rest().status(name);
      while (!status.isRunning() || status.tasks().size() != tasks) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(name + " does not run: " + status);
        }
        TimeUnit.MILLISECONDS.sleep(50);
        status = rest().status(name);
      }
    }

    /** Waits until all tasks of a connector have written so many records. */
    void awaitWritten(String name, int tasks, long records) throws Exception {
      long deadline = System.nanoTime() + LIMIT_NANOS;
      long written = written(name, tasks);
      while (written < records) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              name + ": " + written + " of " + records + " records; " + rest().status(name));
        }
        TimeUnit.MILLISECONDS.sleep(2);
        written = written(name, tasks);
      }
    }

    private long written(String name, int tasks) throws Exception {
      long written = 0;
      for (int task = 0; task < tasks; task++) {
        written += jmx.recordsWritten(name, task);
      }
      return written;
    }

    @Override
    public void close() throws IOException {
      jmx.close();
      worker.close();
    }
  }

  /** A stand with one worker, started when it is first asked for. */
  static final class Shared implements AutoCloseable {
    private @Nullable ChainStand stand;
    private @Nullable Worker worker;

    ChainStand stand() throws Exception {
      ChainStand started = stand == null ? new ChainStand() : stand;
      stand = started;
      return started;
    }

    Worker worker() throws Exception {
      Worker started = worker == null ? stand().startWorker("bench", Map.of()) : worker;
      worker = started;
      return started;
    }

    @Override
    public void close() throws IOException {
      if (worker != null) {
        worker.close();
      }
      if (stand != null) {
        stand.close();
      }
    }
  }

  /** Settings of the no-op connector. */
  static Map<String, String> noop(Load load, String topic, int tasks) {
    Map<String, String> config = common(tasks);
    config.putAll(FloodRecords.settings(load, topic));
    config.put("connector.class", NoopSourceConnector.class.getName());
    return config;
  }

  /** Settings of the connector. */
  static Map<String, String> ours(Load load, String topic, int tasks, String address) {
    Map<String, String> config = common(tasks);
    config.put("connector.class", SynnaxSourceConnector.class.getName());
    config.putAll(TaskSettings.reading(address, load));
    config.put("topic", topic);
    return config;
  }

  private static Map<String, String> common(int tasks) {
    Map<String, String> config = new HashMap<>(PRODUCER);
    config.putAll(REGISTERED);
    config.put("tasks.max", Integer.toString(tasks));
    config.put("topic.creation.default.partitions", "1");
    config.put("topic.creation.default.replication.factor", "1");
    config.put("topic.creation.default.retention.ms", "-1");
    return config;
  }
}
