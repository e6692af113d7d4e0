package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestStand;
import io.synnaxconnect.cluster.AuditCommand;
import io.synnaxconnect.cluster.AuditCommand.Outcome;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.ReceivedSample;
import io.synnaxconnect.cluster.SharedCluster;
import io.synnaxconnect.convert.RecordFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every format on a real worker, as Avro: the same samples, the same offsets. */
@Timeout(600)
class RecordFormatsIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  private final LocalCluster cluster = SharedCluster.get();
  private final ConnectWorker worker = cluster.worker(KafkaVersion.V4_3);
  private final TestStand stand = new TestStand();

  @AfterEach
  void end() {
    stand.close();
  }

  /** What is written while the port is closed comes from history. */
  @ParameterizedTest
  @EnumSource
  void everySampleArrivesOnceAndInOrderThroughAnOutage(RecordFormat format) {
    // Given
    String name = "format-" + format.name().toLowerCase(Locale.ROOT);
    try (LiveConnector connector = new LiveConnector(cluster, worker, stand, name)) {
      connector.create(config(format, name));
      connector.awaitFlow();
      stand.writeRows(200);

      // When
      stand.simulator().stop();
      stand.writeRows(200);
      stand.simulator().start();
      stand.writeRows(100);
      connector.awaitNewestRow();

      // Then
      assertThat(connector.compare().differences()).isEmpty();
      assertThat(connector.compare().samples()).isGreaterThanOrEqualTo(1500);
      assertThat(connector.received().stream().map(ReceivedSample::topic).distinct())
          .hasSize(
              switch (format) {
                case SAMPLE, SERIES -> 3;
                case PACKED, ROW -> 1;
              });
      String newest = Long.toString(stand.newestNanos());
      await().atMost(LIMIT).until(() -> worker.rest().storedPosition(name).equals(newest));

      // And: the audit says the same of all that is stored
      Outcome audit =
          AuditCommand.unzip(folder, cluster)
              .run(config(format, name), "--range", "/2100-01-01T00:00:00Z", "--allow-repeated");
      assertThat(audit.err()).isEmpty();
      assertThat(audit.out()).endsWith("\nequal\n");
      assertThat(audit.exitCode()).isZero();
    }
  }

  private Map<String, String> config(RecordFormat format, String name) {
    Map<String, String> config = LiveConnector.config(stand, name);
    config.put("record.format", format.name().toLowerCase(Locale.ROOT));
    config.put("topic", name + format.defaultTopic().substring("synnax".length()));
    config.put("delivery", "lossless");
    config.put("start.from", "earliest");
    return config;
  }
}
