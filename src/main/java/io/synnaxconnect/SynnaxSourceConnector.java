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

  private static final Duration LIVE_CHECK = Duration.ofSeconds(5);

  /** Below the 5 s that Connect gives a connector to stop, which waits for its start. */
  private static final Duration FIRST_LIST = Duration.ofSeconds(3);

  private final Function<SynnaxEndpoints, SynnaxCluster> connections;
  private final Duration waitForFirstList;
  private final LiveValidation liveValidation;
  private @Nullable RunningSourceConnector running;

  /** Connect makes it by its class. */
  public SynnaxSourceConnector() {
    this(SynnaxClient::create, FIRST_LIST);
  }

  SynnaxSourceConnector(
      Function<SynnaxEndpoints, SynnaxCluster> connections, Duration waitForFirstList) {
    this.connections = connections;
    this.waitForFirstList = waitForFirstList;
    this.liveValidation = new LiveValidation(connections, LIVE_CHECK, System::nanoTime);
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
   * Looks at every value, at their combinations and, when these are fine, at the cluster, whose
   * channels it recommends. Never throws: Connect would hide all answers behind one error.
   */
  @Override
  public Config validate(Map<String, String> properties) {
    ParsedConfig parsed = ParsedConfig.of(properties);
    try {
      liveValidation.run(properties, parsed);
    } catch (RuntimeException e) {
      LOG.error("The configuration could not be tried against the cluster", e);
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
   * Supported where everything can be read again: stored channels only, with history. Needs no
   * network.
   */
  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> properties) {
    try {
      SynnaxSourceConnectorConfig config = new SynnaxSourceConnectorConfig(properties);
      return config.isLossless() && config.isStoredOnly()
          ? ExactlyOnceSupport.SUPPORTED
          : ExactlyOnceSupport.UNSUPPORTED;
    } catch (ConfigException e) {
      // What is wrong with it validation says.
      return ExactlyOnceSupport.UNSUPPORTED;
    }
  }

  /** Row blocks go out whole with every poll, which gives the boundaries. */
  @Override
  public ConnectorTransactionBoundaries canDefineTransactionBoundaries(
      Map<String, String> properties) {
    return ConnectorTransactionBoundaries.UNSUPPORTED;
  }

  /**
   * Takes offsets of the form that this connector writes, positions as ISO-8601 instants, and
   * nulls, which remove an offset.
   *
   * @throws ConnectException with a sentence per broken rule
   */
  @Override
  public boolean alterOffsets(
      Map<String, String> properties, Map<Map<String, ?>, Map<String, ?>> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          // Anything may be removed, also what another version wrote.
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
    } else {
      SourcePartition.fromMap(partition);
      SourceOffset.fromMap(offset);
    }
  }
}
