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

  private final Path folder;
  private final Path config;
  private final String bootstrapServers;
  private int started;
  private volatile ChildProcess process;

  private KafkaBroker(Path folder, Path config, String bootstrapServers) {
    this.folder = folder;
    this.config = config;
    this.bootstrapServers = bootstrapServers;
    this.process = newProcess();
  }

  /**
   * Formats a log folder, starts the broker and returns when it serves.
   *
   * @param createsTopics whether it creates topics that somebody asks for, as Kafka does by default
   */
  public static KafkaBroker start(Path folder, boolean createsTopics) {
    return start(folder, createsTopics, "127.0.0.1:" + Ports.free(), Map.of());
  }

  /**
   * Starts one that allows nothing to anybody who comes over SASL, but what ACLs say. Whoever comes
   * without may everything.
   *
   * @param saslServers a free port, where users log in with their name as the password
   */
  public static KafkaBroker startSecured(Path folder, String saslServers, String user) {
    String bootstrapServers = "127.0.0.1:" + Ports.free();
    String controllers = "CONTROLLER://127.0.0.1:" + Ports.free();
    String listeners = "PLAINTEXT://" + bootstrapServers + ",SASL://" + saslServers;
    Map<String, String> secured = new HashMap<>();
    secured.put("controller.quorum.voters", "1@" + controllers.substring(13));
    secured.put("listeners", listeners + "," + controllers);
    secured.put("advertised.listeners", listeners);
    secured.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT");
    secured.put("sasl.enabled.mechanisms", "PLAIN");
    secured.put(
        "listener.name.sasl.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
            .formatted(user, user));
    secured.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    secured.put("super.users", "User:ANONYMOUS");
    return start(folder, false, bootstrapServers, secured);
  }

  private static KafkaBroker start(
      Path folder, boolean createsTopics, String bootstrapServers, Map<String, String> more) {
    Path config = folder.resolve("server.properties");
    Map<String, String> all = new HashMap<>(properties(folder, bootstrapServers, createsTopics));
    all.putAll(more);
    PropertyFiles.write(config, all);
    format(folder, config);
    return new KafkaBroker(folder, config, bootstrapServers);
  }

  private ChildProcess newProcess() {
    started++;
    ChildProcess next =
        ChildProcess.java(
            started == 1 ? "broker" : "broker-" + started,
            folder,
            arguments("kafka.Kafka", config.toString()));
    next.awaitReady(() -> next.output().contains("Kafka Server started"));
    return next;
  }

  /** Starts the process that follows one that was killed, with the same data at the same port. */
  public void startNext() {
    process = newProcess();
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
    return new KafkaBroker(folder, config.resolve("server.properties"), bootstrapServers);
  }

  /** Where clients connect to. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** The process itself, to be frozen or killed. */
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
