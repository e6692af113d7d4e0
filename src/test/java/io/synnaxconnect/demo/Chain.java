package io.synnaxconnect.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synnaxconnect.cluster.AuditCommand;
import io.synnaxconnect.cluster.ChildProcess;
import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.SampleConsumer;
import io.synnaxconnect.cluster.SchemaRegistry;
import io.synnaxconnect.cluster.WorkerMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Telemetry, broker, registry and worker, with the connector of {@code config/quickstart.json}. */
final class Chain implements AutoCloseable {

  /** File with the password, in the folder of the chain. */
  static final String SECRET = "synnax.properties";

  /** Not one of those whose samples are compared. */
  private static final String RANGES_TOPIC = "ranges";

  private static final Path QUICKSTART = Path.of("config/quickstart.json");

  private final TelemetrySource source;
  private final LocalCluster cluster;
  private final ConnectWorker worker;
  private final String connector;
  private final String format;
  private final Path folder;
  private final Map<String, String> config;
  private @Nullable WorkerMetrics metrics;
  private TaskFigures figures = TaskFigures.NONE;

  private Chain(
      TelemetrySource source,
      LocalCluster cluster,
      ConnectWorker worker,
      Posted posted,
      String format,
      Path folder) {
    this.source = source;
    this.folder = folder;
    this.format = format;
    this.cluster = cluster;
    this.worker = worker;
    this.connector = posted.name();
    this.config = posted.config();
  }

  /** The connector as it was posted. */
  private record Posted(String name, Map<String, String> config) {

    static Posted of(JsonNode document) {
      Map<String, String> config = new HashMap<>();
      document
          .path("config")
          .properties()
          .forEach(entry -> config.put(entry.getKey(), entry.getValue().asText()));
      return new Posted(document.path("name").asText(), config);
    }
  }

  /**
   * Starts everything and posts the connector.
   *
   * @param folder for data and logs; empty
   * @param format of the records
   * @param progress is told what happens
   */
  static Chain start(Path folder, TelemetrySource source, String format, Consumer<String> progress)
      throws InterruptedException {
    progress.accept("Starting broker and schema registry ...");
    LocalCluster cluster = LocalCluster.start(folder, "INFO");
    progress.accept("Starting the Connect worker with the packaged connector ...");
    ConnectWorker worker = cluster.worker(KafkaVersion.V4_3);
    JsonNode document = quickstart(source, cluster.registry(), secret(folder, source.password()));
    setFormat((ObjectNode) document.path("config"), format);
    progress.accept("Posting " + QUICKSTART + " ...");
    worker.rest().post(document);
    Chain chain = new Chain(source, cluster, worker, Posted.of(document), format, folder);
    progress.accept("Waiting for the tasks ...");
    source.startSending(chain.awaitTasks());
    return chain;
  }

  /** Waits until all tasks run and returns how many there are. */
  private int awaitTasks() throws InterruptedException {
    long limit = System.nanoTime() + ChildProcess.START_LIMIT.toNanos();
    while (!status().isRunning()) {
      requireNoFailure();
      if (System.nanoTime() > limit) {
        throw new IllegalStateException("the connector does not run: " + status());
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return status().tasks().size();
  }

  /** Throws with Connect's own text when the connector or a task has failed. */
  void requireNoFailure() {
    ConnectRest.Status status = status();
    if (status.connector().equals("FAILED")) {
      throw new IllegalStateException("the connector failed: " + status);
    }
    for (ConnectRest.Status.Task task : status.tasks()) {
      if (task.state().equals("FAILED")) {
        throw new IllegalStateException("task " + task.id() + " failed: " + task.trace());
      }
    }
  }

  ConnectRest.Status status() {
    return worker.rest().status(connector);
  }

  /** What the tasks say of themselves; what they said last where they cannot be asked now. */
  TaskFigures figures() {
    try {
      WorkerMetrics open = metrics == null ? WorkerMetrics.of(worker.process()) : metrics;
      metrics = open;
      figures = TaskFigures.of(open, connector);
    } catch (RuntimeException e) {
      metrics = null;
    }
    return figures;
  }

  /** What {@code synnax-audit} says of everything that is stored. */
  AuditCommand.Outcome audit() {
    return AuditCommand.unzip(folder.resolve("audit"), cluster)
        .run(config, "--range", "/2100-01-01T00:00:00Z", "--allow-repeated");
  }

  SampleConsumer newConsumer() {
    return cluster.newConsumer("synnax.");
  }

  /** Whether a channel that is deleted has a last record that says so. */
  boolean hasTombstones() {
    return hasTombstones(format);
  }

  TelemetrySource source() {
    return source;
  }

  /** For the head of the table: where to look with other tools. */
  List<String> describe() {
    return List.of(
        " " + source.description() + "  →  Kafka at " + cluster.bootstrapServers(),
        " Connect at " + worker.rest().url() + "  schemas at " + cluster.registry().url());
  }

  /** Where to look when nobody shows a table. */
  List<String> addresses() {
    return List.of(
        "  " + source.description(),
        "  Kafka at " + cluster.bootstrapServers(),
        "  Connect at " + worker.rest().url() + "/connectors/" + connector + "/status",
        "  schemas at " + cluster.registry().url() + "/apis/ccompat/v7/subjects",
        "  metrics with jconsole " + worker.process().pid());
  }

  /** Reads a topic of every format's Avro records. */
  String consumerCommand() {
    String topic = format.equals("sample") ? "synnax.float64" : "synnax.packed";
    if (format.equals("series")) {
      topic = "synnax.series.float64";
    } else if (format.equals("row")) {
      topic = "synnax.row.hotfire_time";
    }
    return "kafka-avro-console-consumer --bootstrap-server "
        + cluster.bootstrapServers()
        + " --topic "
        + topic
        + " --from-beginning --property schema.registry.url="
        + cluster.registry().url()
        + "/apis/ccompat/v7";
  }

  @Override
  public void close() {
    if (metrics != null) {
      metrics.close();
    }
    cluster.close();
  }

  /** The document as users post it, with the addresses of this run. */
  private static JsonNode quickstart(TelemetrySource source, SchemaRegistry registry, Path secret) {
    try {
      JsonNode document = new ObjectMapper().readTree(QUICKSTART.toFile());
      ObjectNode config = (ObjectNode) document.path("config");
      source.connectorSettings().forEach(config::put);
      registry.converterSettings().forEach(config::put);
      config.put("synnax.password", "${file:" + secret + ":password}");
      return document;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + QUICKSTART, e);
    }
  }

  private static void setFormat(ObjectNode config, String format) {
    config.put("record.format", format);
    config.put("ranges.topic", RANGES_TOPIC);
    if (hasTombstones(format)) {
      // The table shows where a channel ends.
      config.put("channels.deleted", "tombstone");
    }
  }

  private static boolean hasTombstones(String format) {
    return !format.equals("row");
  }

  /** The password goes into no REST request and no topic: the worker reads it from this file. */
  private static Path secret(Path folder, String password) {
    Path file = folder.resolve(SECRET);
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, "password=" + password.replace("\\", "\\\\") + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
