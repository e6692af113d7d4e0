package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.TestStand;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.LocalCluster;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A first user: an empty broker with Kafka's defaults, and no settings that create topics. */
@Timeout(300)
class EmptyBrokerIT {

  private static final String NAME = "firstUse";
  private static final TopicPartition FIRST_OFFSETS = new TopicPartition("__synnax-heartbeat", 0);

  @Test
  void everythingArrivesInTopicsThatTheBrokerCreates(@TempDir Path folder) throws Exception {
    try (LocalCluster cluster = LocalCluster.start(folder, "INFO", true);
        TestStand stand = new TestStand();
        LiveConnector connector =
            new LiveConnector(cluster, cluster.worker(KafkaVersion.V4_3), stand, NAME)) {
      // Given
      Map<String, String> config = LiveConnector.config(stand, NAME);
      config.remove("delivery");
      config.keySet().removeIf(key -> key.startsWith("topic.creation."));

      // When
      connector.create(config);
      connector.awaitFlow();
      stand.writeRows(500);
      connector.awaitNewestRow();

      // Then
      assertThat(connector.compare().differences()).isEmpty();
      assertThat(connector.compare().samples()).isGreaterThanOrEqualTo(1500);
      assertThat(recordsOfFirstOffsets(cluster)).isEqualTo(1);
    }
  }

  private static long recordsOfFirstOffsets(LocalCluster cluster) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()))) {
      return admin
          .listOffsets(Map.of(FIRST_OFFSETS, OffsetSpec.latest()))
          .partitionResult(FIRST_OFFSETS)
          .get()
          .offset();
    }
  }
}
