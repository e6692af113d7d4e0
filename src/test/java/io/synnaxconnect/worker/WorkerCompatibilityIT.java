package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.TestStand;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.SharedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same archive on the oldest worker that we support. */
@Timeout(600)
class WorkerCompatibilityIT {

  private final LocalCluster cluster = SharedCluster.get();
  private final ConnectWorker worker = cluster.worker(KafkaVersion.V3_9);

  @Test
  void validatesAndDeliversOnAnOldWorker() {
    try (TestStand stand = new TestStand();
        LiveConnector connector = new LiveConnector(cluster, worker, stand, "oldWorker")) {
      // Given
      Map<String, String> config = LiveConnector.config(stand, "oldWorker");
      JsonNode validation = worker.rest().validate(SynnaxSourceConnector.class.getName(), config);
      assertThat(validation.path("error_count").asInt()).isZero();
      assertThat(recommended(validation, "channels.include")).contains("mode", "pressure", "valve");
      assertThat(recommended(validation, "channels.keys")).isNotEmpty();

      // When
      connector.create(config);
      connector.awaitFlow();
      stand.writeRows(100);
      connector.awaitNewestRow();

      // Then
      assertThat(connector.compare().differences()).isEmpty();
      ShownMetrics.check(worker, "oldWorker");
    }
  }

  private static List<String> recommended(JsonNode validation, String key) {
    List<String> values = new ArrayList<>();
    for (JsonNode config : validation.path("configs")) {
      if (config.path("value").path("name").asText().equals(key)) {
        config.path("value").path("recommended_values").forEach(v -> values.add(v.asText()));
      }
    }
    return values;
  }
}
