package io.synnaxconnect;

import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.config.ParsedConfig;
import io.synnaxconnect.config.Settings;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.connector.RunningSourceConnector;
import io.synnaxconnect.offset.AssignmentOffset;
import io.synnaxconnect.offset.CatalogueOffset;
import io.synnaxconnect.offset.InstantOffset;
import io.synnaxconnect.offset.RangesOffset;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.offset.SourcePartition;
import io.synnaxconnect.source.metrics.Gauges;
import io.synnaxconnect.validate.LiveValidation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams telemetry from a Synnax cluster into Kafka topics. */
public final class SynnaxSourceConnector extends SourceConnector {

  private static final Logger LOG = LoggerFactory.getLogger(SynnaxSourceConnector.class);

  /** Connect answers a request within 90 s, or not at all. */
  private static final Duration VALIDATION_LIMIT = Duration.ofSeconds(60);

  /** Connect waits at most 5 s for a connector to stop, and a stop waits for the start. */
  private static final Duration FIRST_LIST = Duration.ofSeconds(3);

  private final Function<SynnaxEndpoints, SynnaxCluster> connections;
  private final Duration waitForFirstList;
  private final LiveValidation liveValidation;
  private @Nullable RunningSourceConnector running;

  /** Connect calls this. */
  public SynnaxSourceConnector() {
    this(SynnaxClient::create, FIRST_LIST);
  }

  SynnaxSourceConnector(
      Function<SynnaxEndpoints, SynnaxCluster> connections, Duration waitForFirstList) {
    this.connections = connections;
    this.waitForFirstList = waitForFirstList;
    this.liveValidation = new LiveValidation(connections, VALIDATION_LIMIT, System::nanoTime);
  }

  /** The version of this build. */
  @Override
  public String version() {
    return Version.get();
  }

  @Override
  public ConfigDef config() {
    return ParsedConfig.DEFINITION;
  }

  /**
   * Checks every value, their combinations and, if these are valid, the cluster, whose channels it
   * recommends. Never throws: Connect would hide all answers behind one error.
   */
  @Override
  public Config validate(Map<String, String> properties) {
    ParsedConfig parsed = ParsedConfig.of(properties);
    try {
      liveValidation.run(properties, parsed);
    } catch (RuntimeException | Error e) {
      LOG.error("Configuration could not be checked against the cluster", e);
      parsed.addProblem(
          Settings.VALIDATE_LIVE,
          "'true', but the check itself failed ("
              + e.getClass().getSimpleName()
              + "); see the log");
    }
    return new Config(parsed.values());
  }

  @Override
  public void start(Map<String, String> properties) {
    Gauges gauges = Gauges.ofConnector(context(), properties.getOrDefault("name", "synnax"));
    running =
        RunningSourceConnector.start(properties, context(), gauges, connections, waitForFirstList);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return SynnaxSourceTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    if (running == null) {
      throw new ConnectException("The connector was not started");
    }
    return running.taskConfigs(maxTasks);
  }

  @Override
  public void stop() {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  /**
   * Supported if everything can be read again: stored channels only, with history. Does not need
   * the network.
   */
  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> properties) {
    try {
      SynnaxSourceConnectorConfig config = new SynnaxSourceConnectorConfig(properties);
      return config.isLossless() && config.isStoredOnly()
          ? ExactlyOnceSupport.SUPPORTED
          : ExactlyOnceSupport.UNSUPPORTED;
    } catch (ConfigException e) {
      // Validation reports the problems.
      return ExactlyOnceSupport.UNSUPPORTED;
    }
  }

  /** A poll emits whole row blocks, so that its end is the boundary of a transaction. */
  @Override
  public ConnectorTransactionBoundaries canDefineTransactionBoundaries(
      Map<String, String> properties) {
    return ConnectorTransactionBoundaries.UNSUPPORTED;
  }

  /**
   * Accepts offsets in the form that this connector writes, positions as ISO-8601 instants, and
   * null, which removes an offset.
   *
   * @throws ConnectException with a sentence for each broken rule
   */
  @Override
  public boolean alterOffsets(
      Map<String, String> properties, Map<Map<String, ?>, Map<String, ?>> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          // Any offset may be removed, also one that another version wrote.
          if (offset != null) {
            check(partition, offset);
          }
        });
    return true;
  }

  private static void check(Map<String, ?> partition, Map<String, ?> offset) {
    if (AssignmentOffset.isPartition(partition)) {
      AssignmentOffset.fromMap(offset);
    } else if (CatalogueOffset.isPartition(partition)) {
      CatalogueOffset.fromMap(offset);
    } else if (InstantOffset.isPartition(partition)) {
      InstantOffset.fromMap(offset);
    } else if (RangesOffset.isPartition(partition)) {
      RangesOffset.fromMap(offset);
    } else {
      SourcePartition.fromMap(partition);
      SourceOffset.fromMap(offset);
    }
  }
}
