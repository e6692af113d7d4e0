package io.synnaxconnect.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One Kafka node, broker and controller in one process. */
public final class KafkaBroker implements AutoCloseable {

  private static final String CLUSTER_ID = "AAAAAAAAAAAAAAAAAAAAAQ";

  private final ChildProcess process;
  private final String bootstrapServers;

  private KafkaBroker(ChildProcess process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Formats a log folder, starts the broker and returns when it serves.
   *
   * @param createsTopics whether it creates topics that somebody asks for, as Kafka does by default
   */
  public static KafkaBroker start(Path folder, boolean createsTopics) {
    String bootstrapServers = "127.0.0.1:" + Ports.free();
    Path config = folder.resolve("server.properties");
    PropertyFiles.write(config, properties(folder, bootstrapServers, createsTopics));
    format(folder, config);
    ChildProcess process =
        ChildProcess.java("broker", folder, arguments("kafka.Kafka", config.toString()));
    process.awaitReady(() -> process.output().contains("Kafka Server started"));
    return new KafkaBroker(process, bootstrapServers);
  }

  /**
   * Starts a broker as Kafka's image does: its own wrapper writes the configuration from the
   * variables of a container, and formats the log folder that they name.
   *
   * @param bootstrapServers what these variables advertise
   */
  public static KafkaBroker startAsContainer(
      Path folder, Map<String, String> environment, String bootstrapServers) throws IOException {
    Path defaults = Files.createDirectories(folder.resolve("defaults"));
    for (String file : List.of("server.properties", "log4j2.yaml", "tools-log4j2.yaml")) {
      Files.createFile(defaults.resolve(file));
    }
    Path mounted = Files.createDirectories(folder.resolve("mounted"));
    Path config = Files.createDirectories(folder.resolve("config"));
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("CLUSTER_ID", CLUSTER_ID);
    String[] setup = {
      "kafka.docker.KafkaDockerWrapper",
      "setup",
      "--default-configs-dir",
      defaults.toString(),
      "--mounted-configs-dir",
      mounted.toString(),
      "--final-configs-dir",
      config.toString()
    };
    try (ChildProcess wrapper =
        ChildProcess.java("broker-setup", folder, arguments(setup), variables)) {
      wrapper.awaitSuccess();
    }
    String properties = config.resolve("server.properties").toString();
    ChildProcess process =
        ChildProcess.java("broker", folder, arguments("kafka.Kafka", properties));
    process.awaitReady(() -> process.output().contains("Kafka Server started"));
    return new KafkaBroker(process, bootstrapServers);
  }

  /** Where clients connect to. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** The process itself, to be frozen. */
  public ChildProcess process() {
    return process;
  }

  /** At once: nobody reads its data again. */
  @Override
  public void close() {
    process.kill();
  }

  private static void format(Path folder, Path config) {
    String[] command = {
      "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", config.toString()
    };
    try (ChildProcess format = ChildProcess.java("broker-format", folder, arguments(command))) {
      format.awaitSuccess();
    }
  }

  private static List<String> arguments(String... command) {
    return KafkaVersion.V4_3.javaArguments("INFO", command);
  }

  private static Map<String, String> properties(
      Path folder, String bootstrapServers, boolean createsTopics) {
    String controller = "127.0.0.1:" + Ports.free();
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", "1"),
        Map.entry("controller.quorum.voters", "1@" + controller),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry("listeners", "PLAINTEXT://" + bootstrapServers + ",CONTROLLER://" + controller),
        Map.entry("advertised.listeners", "PLAINTEXT://" + bootstrapServers),
        Map.entry("log.dirs", folder.resolve("data").toString()),
        Map.entry("offsets.topic.replication.factor", "1"),
        // Fifty partitions are the default: fifty files to create before the first commit.
        Map.entry("offsets.topic.num.partitions", "1"),
        Map.entry("transaction.state.log.num.partitions", "1"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("auto.create.topics.enable", Boolean.toString(createsTopics)));
  }
}
