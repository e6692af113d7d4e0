package io.synnaxconnect.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A distributed Connect worker; it knows the connector only from its {@code plugin.path}. */
public final class ConnectWorker implements AutoCloseable {

  /**
   * What a worker needs to know.
   *
   * @param pluginPath folders whose subfolders are plugins
   * @param connectorLogLevel level of the connector's own loggers
   * @param settings worker settings beside those that every worker here has
   */
  public record Options(
      KafkaVersion kafkaVersion,
      String bootstrapServers,
      List<Path> pluginPath,
      String connectorLogLevel,
      Map<String, String> settings) {}

  private final ChildProcess process;
  private final ConnectRest rest;

  private ConnectWorker(ChildProcess process, ConnectRest rest) {
    this.process = process;
    this.rest = rest;
  }

  /** Starts a worker and returns when its REST interface answers. */
  public static ConnectWorker start(Path folder, Options options) {
    ConnectWorker worker = begin(folder, options);
    worker.process.awaitReady(worker::answers);
    return worker;
  }

  /** Starts a worker, and does not wait for it. */
  public static ConnectWorker begin(Path folder, Options options) {
    String address = "127.0.0.1:" + Ports.free();
    Path config = folder.resolve("worker.properties");
    PropertyFiles.write(config, properties(address, options));
    List<String> arguments = new ArrayList<>();
    // The files of the tests.
    arguments.add("-Dsynnax.allowed.paths=" + System.getProperty("java.io.tmpdir"));
    arguments.addAll(
        options
            .kafkaVersion()
            .javaArguments(
                options.connectorLogLevel(),
                "org.apache.kafka.connect.cli.ConnectDistributed",
                config.toString()));
    ChildProcess process = ChildProcess.java("worker", folder, arguments);
    JsonHttp http = new JsonHttp("http://" + address);
    return new ConnectWorker(process, new ConnectRest(http));
  }

  /**
   * Starts a worker of this release with a file and variables, as a container does.
   *
   * @param address of its REST interface, which the file names
   */
  public static ConnectWorker startAsContainer(
      Path folder, Path file, Map<String, String> environment, String address) {
    List<String> arguments =
        KafkaVersion.V4_3.javaArguments(
            "INFO", "org.apache.kafka.connect.cli.ConnectDistributed", file.toString());
    ChildProcess process = ChildProcess.java("worker", folder, arguments, environment);
    JsonHttp http = new JsonHttp("http://" + address);
    process.awaitReady(() -> http.answers("/connectors"));
    return new ConnectWorker(process, new ConnectRest(http));
  }

  /** Whether its REST interface answers. */
  public boolean answers() {
    return rest.answers();
  }

  /** Its REST interface. */
  public ConnectRest rest() {
    return rest;
  }

  /** Everything that it has logged so far. */
  public String log() {
    return process.output();
  }

  /** The process itself, to be killed or frozen. */
  public ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }

  private static Map<String, String> properties(String address, Options options) {
    Map<String, String> properties = new HashMap<>();
    properties.put("bootstrap.servers", options.bootstrapServers());
    properties.put("listeners", "http://" + address);
    properties.put("rest.advertised.host.name", "127.0.0.1");
    properties.put(
        "plugin.path",
        options.pluginPath().stream().map(Path::toString).collect(Collectors.joining(",")));
    properties.put("plugin.discovery", "service_load");
    properties.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    properties.put("offset.flush.interval.ms", "1000");
    properties.put("scheduled.rebalance.max.delay.ms", "0");
    properties.put("group.id", options.kafkaVersion().name());
    for (String storage : List.of("config", "offset", "status")) {
      properties.put(storage + ".storage.topic", "_" + options.kafkaVersion() + "_" + storage);
      properties.put(storage + ".storage.replication.factor", "1");
    }
    properties.put("offset.storage.partitions", "1");
    properties.put("status.storage.partitions", "1");
    properties.putAll(options.settings());
    return properties;
  }
}
