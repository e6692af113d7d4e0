package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.TestStand;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.SharedCluster;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * A transformation that filters away the last record of every row: the one that carries its offset.
 */
@Timeout(600)
class FilteredOffsetIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final LocalCluster cluster = SharedCluster.get();
  private final ConnectWorker worker = cluster.worker(KafkaVersion.V4_3);
  private final TestStand stand = new TestStand();
  private String name = "";
  private LiveConnector connector;

  @BeforeEach
  void connect(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
    connector = new LiveConnector(cluster, worker, stand, name);
  }

  @AfterEach
  void end() {
    connector.close();
    stand.close();
  }

  @Test
  void withoutHeartbeatsTheOffsetStaysOneBlockBehind() {
    // Given
    connector.create(config());
    connector.awaitFlow();
    long before = stand.newestNanos();

    // When
    stand.writeRows(1);
    awaitNewestPressure();
    stopConnector();

    // Then
    assertThat(storedPosition()).isEqualTo(Long.toString(before));
  }

  @Test
  void heartbeatsCarryTheOffset() {
    // Given
    Map<String, String> config = config();
    config.put("heartbeat.topic", name + "-beats");
    config.put("heartbeat.interval.ms", "100");
    connector.create(config);
    connector.awaitFlow();

    // When
    stand.writeRows(1);
    awaitNewestPressure();

    // Then
    await().atMost(LIMIT).until(() -> storedPosition().equals(Long.toString(stand.newestNanos())));
  }

  private Map<String, String> config() {
    Map<String, String> config = LiveConnector.config(stand, name);
    config.put("delivery", "lossless");
    config.put("transforms", "drop");
    config.put("transforms.drop.type", "org.apache.kafka.connect.transforms.Filter");
    config.put("transforms.drop.predicate", "text");
    config.put("predicates", "text");
    config.put(
        "predicates.text.type", "org.apache.kafka.connect.transforms.predicates.TopicNameMatches");
    config.put("predicates.text.pattern", ".*\\.string");
    return config;
  }

  private void awaitNewestPressure() {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              connector.receive();
              return connector.received().stream()
                  .anyMatch(
                      sample ->
                          sample.channel().equals("pressure")
                              && sample.timestampNanos() == stand.newestNanos());
            });
  }

  private void stopConnector() {
    worker.rest().request("PUT", "/connectors/" + name + "/stop");
    await()
        .atMost(LIMIT)
        .until(() -> worker.rest().get("/connectors/" + name + "/status").path("tasks").isEmpty());
  }

  /** The position that Connect has stored, empty if there is none. */
  private String storedPosition() {
    JsonNode offsets = worker.rest().get("/connectors/" + name + "/offsets").path("offsets");
    return offsets.path(0).path("offset").path("position").asText();
  }
}
