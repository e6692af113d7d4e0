package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestStand;
import io.synnaxconnect.cluster.Artifacts;
import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.KafkaBroker;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.PluginFolder;
import io.synnaxconnect.cluster.Ports;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The list of rights in docs/operations.md is what it takes: with all of them a connector delivers
 * exactly once, and without any one of them something fails. Some minutes: only with {@code
 * -Pfull}.
 */
@Timeout(1800)
@EnabledIfSystemProperty(named = "test.full", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AclIT {

  /** A row of the table: resource, name, operations. */
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| (TOPIC|GROUP|TRANSACTIONAL_ID) \\| ([^|]*) \\| ([A-Z, ]+) \\|", Pattern.MULTILINE);

  /** What a worker says of a right that it lacks; of topics it may not create, they are missing. */
  private static final Pattern REFUSED =
      Pattern.compile(
          ".*(AuthorizationException|[Nn]ot authorized|Could not look up partition metadata"
              + "|not present in metadata).*");

  private static final String USER = "connect";
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final String saslServers = "127.0.0.1:" + Ports.free();
  private final TestStand stand = new TestStand();
  private Path folder;
  private KafkaBroker broker;
  private Admin admin;
  private Path plugins;
  private long awaitedNanos;

  @BeforeAll
  void start(@TempDir Path empty) {
    folder = empty;
    plugins = PluginFolder.unzip(Artifacts.hubArchive(), folder.resolve("plugins"));
    broker = KafkaBroker.startSecured(folder.resolve("broker"), saslServers, USER);
    admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()));
  }

  @AfterAll
  void end() {
    admin.close();
    broker.close();
    stand.close();
  }

  @Test
  void whatTheGuideListsIsNeededAndIsEnough() throws Exception {
    int rights = rights("").size();
    assertThat(rights).isPositive();
    assertThat(failure("all", List.of())).as("with all rights").isEmpty();

    List<String> needless = new ArrayList<>();
    for (int i = 0; i < rights; i++) {
      String name = "without-" + i;
      AclBinding removed = rights(name).get(i);
      String failure = failure(name, List.of(removed));
      System.out.println(removed + ": " + failure);
      if (failure.isEmpty()) {
        needless.add(removed.toString());
      }
    }
    assertThat(needless).isEmpty();
  }

  /** The rows of the guide, one operation each, for a worker and a connector of this name. */
  private static List<AclBinding> rights(String name) throws Exception {
    List<AclBinding> rights = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("docs", "operations.md")));
    while (row.find()) {
      ResourceType type = ResourceType.valueOf(row.group(1));
      for (String operation : row.group(3).split(", ", -1)) {
        rights.add(
            new AclBinding(
                resource(type, row.group(2), name),
                new AccessControlEntry(
                    "User:" + USER,
                    "*",
                    AclOperation.valueOf(operation),
                    AclPermissionType.ALLOW)));
      }
    }
    return rights;
  }

  private static ResourcePattern resource(ResourceType type, String text, String name) {
    String shown = text.replaceAll("`", "");
    if (shown.startsWith("prefix ")) {
      String prefix = shown.substring("prefix ".length());
      return new ResourcePattern(type, filled(prefix, name), PatternType.PREFIXED);
    }
    return shown.startsWith("what ")
        ? new ResourcePattern(type, "data-" + name, PatternType.PREFIXED)
        : new ResourcePattern(type, filled(shown, name), PatternType.LITERAL);
  }

  private static String filled(String text, String name) {
    return text.replace(".storage.topic", "-" + name)
        .replace(".topic", "-" + name)
        .replace("GROUP", "group-" + name)
        .replace("NAME", "connector-" + name);
  }

  /** What a worker says if it and its connector cannot do their work; else empty. */
  private String failure(String name, List<AclBinding> removed) throws Exception {
    List<AclBinding> granted = new ArrayList<>(rights(name));
    granted.removeAll(removed);
    admin.createAcls(granted).all().get();
    awaitedNanos = 0;
    try (ConnectWorker worker = ConnectWorker.begin(folder.resolve(name), options(name))) {
      return await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> outcome(worker, name), Optional::isPresent)
          .orElseThrow();
    } catch (ConditionTimeoutException | IllegalStateException | UncheckedIOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Present once it is known: what the worker says of a right, or nothing if all works. */
  private Optional<String> outcome(ConnectWorker worker, String name) {
    Matcher refused = REFUSED.matcher(worker.log());
    if (refused.find()) {
      return Optional.of(refused.group());
    }
    if (!worker.answers()) {
      return Optional.empty();
    }
    String connector = "connector-" + name;
    ConnectRest.Status status = worker.rest().status(connector);
    if (status.connector().equals("UNKNOWN")) {
      worker.rest().putConnector(connector, connector(name));
    } else if (status.toString().contains("FAILED")) {
      return Optional.of(status.toString().lines().findFirst().orElse("FAILED"));
    }
    return status.isRunning() && delivers(worker, connector) ? Optional.of("") : Optional.empty();
  }

  /** Whether the offset is stored of a row that was written after the first offset was. */
  private boolean delivers(ConnectWorker worker, String connector) {
    String position = worker.rest().storedPosition(connector);
    if (position.isEmpty() || awaitedNanos == 0) {
      stand.writeRows(1);
      awaitedNanos = position.isEmpty() ? 0 : stand.newestNanos();
      return false;
    }
    return Long.parseLong(position) >= awaitedNanos;
  }

  private ConnectWorker.Options options(String name) {
    Map<String, String> settings = new HashMap<>();
    settings.put("group.id", "group-" + name);
    for (String storage : List.of("config", "offset", "status")) {
      settings.put(storage + ".storage.topic", storage + "-" + name);
    }
    settings.put("exactly.once.source.support", "enabled");
    settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    for (String prefix : List.of("", "producer.", "consumer.", "admin.")) {
      settings.put(prefix + "security.protocol", "SASL_PLAINTEXT");
      settings.put(prefix + "sasl.mechanism", "PLAIN");
      settings.put(
          prefix + "sasl.jaas.config",
          "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\""
                  .formatted(USER)
              + " password=\"%s\";".formatted(USER));
    }
    return new ConnectWorker.Options(
        KafkaVersion.V4_3, saslServers, List.of(plugins), "INFO", settings);
  }

  private Map<String, String> connector(String name) {
    Map<String, String> config = LiveConnector.config(stand, "connector-" + name);
    config.put("topic", "data-" + name);
    config.put("topic.mixed", "true");
    config.put("heartbeat.topic", "heartbeat-" + name);
    config.put("delivery", "lossless");
    config.put("channels.virtual", "exclude");
    config.put("exactly.once.support", "required");
    config.put("transaction.boundary", "interval");
    config.put("transaction.boundary.interval.ms", "200");
    return config;
  }
}
