package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.TestStand;
import io.synnaxconnect.cluster.AuditCommand;
import io.synnaxconnect.cluster.AuditCommand.Outcome;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.SharedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The audit of the archive says of real topics what is true. What is equal, in every format, {@link
 * RecordFormatsIT} shows.
 */
@Timeout(600)
class AuditIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  private final LocalCluster cluster = SharedCluster.get();
  private final ConnectWorker worker = cluster.worker(KafkaVersion.V4_3);
  private final TestStand stand = new TestStand();
  private AuditCommand audit;

  @BeforeEach
  void unzip() {
    audit = AuditCommand.unzip(folder, cluster);
  }

  @AfterEach
  void end() {
    stand.close();
  }

  @Test
  void whatIsMissingIsNamedAndNotHeldAgainstTheStoredOffset() throws Exception {
    // Given
    String name = "audit-missing";
    Map<String, String> config = config(name);
    try (LiveConnector connector = new LiveConnector(cluster, worker, stand, name)) {
      connector.create(config);
      connector.awaitFlow();
      connector.awaitNewestRow();
      String newest = Long.toString(stand.newestNanos());
      await().atMost(LIMIT).until(() -> worker.rest().storedPosition(name).equals(newest));

      // When
      connector.pause();
      stand.writeRows(10);
      Outcome range = audit.run(config, "--range", "/2100-01-01T00:00:00Z", "--json");
      Outcome offset = audit.run(config, "--since-offset", worker.rest().url());

      // Then
      JsonNode found = new ObjectMapper().readTree(range.out());
      assertThat(range.exitCode()).isEqualTo(1);
      assertThat(found.path("equal").asBoolean()).isFalse();
      assertThat(found.path("totals").path("missing").asLong()).isEqualTo(30);
      assertThat(found.path("channels").path(0).path("missing_at")).hasSize(5);
      assertThat(offset.err()).isEmpty();
      assertThat(offset.exitCode()).as(offset.out()).isZero();
    }
  }

  @Test
  void aTestRunIsComparedByItsName() throws Exception {
    // Given
    String name = "audit-range";
    Map<String, String> config = config(name);
    try (LiveConnector connector = new LiveConnector(cluster, worker, stand, name)) {
      connector.create(config);
      connector.awaitFlow();
      connector.awaitNewestRow();
      long begin = stand.newestNanos() + 1;
      stand.writeRows(10);
      connector.awaitNewestRow();
      long end = stand.newestNanos() + 1;
      connector.pause();
      stand.writeRows(10);
      long afterwards = stand.newestNanos() + 1;
      stand.simulator().ranges().create("Hotfire 12", begin, end);
      stand.simulator().ranges().create("Hotfire 13", end, afterwards);
      stand.simulator().ranges().create("Day", begin, end);
      stand.simulator().ranges().create("Day", end, afterwards);

      // When
      Outcome whole = audit.run(config, "--range", "Hotfire 12", "--json");
      Outcome missing = audit.run(config, "--range", "Hotfire 13", "--json");
      Outcome unknown = audit.run(config, "--range", "hotfire 12");
      Outcome twice = audit.run(config, "--range", "Day");

      // Then
      JsonNode certificate = new ObjectMapper().readTree(whole.out());
      assertThat(whole.exitCode()).as(whole.out() + whole.err()).isZero();
      assertThat(certificate.path("totals").path("missing").asLong()).isZero();
      assertThat(whole.out()).contains("Hotfire 12");
      assertThat(missing.exitCode()).isEqualTo(1);
      assertThat(new ObjectMapper().readTree(missing.out()).path("totals").path("missing").asLong())
          .isEqualTo(30);
      assertThat(unknown.exitCode()).isEqualTo(2);
      assertThat(unknown.err()).contains("'hotfire 12' is not a range").contains("Hotfire 12");
      assertThat(twice.exitCode()).isEqualTo(2);
      assertThat(twice.err()).contains("'Day'").contains("range:");
    }
  }

  @Test
  void whatCannotBeComparedGetsASentence() {
    // Given
    Map<String, String> config = config("audit-refused");
    config.put("synnax.password", "wrong");

    // When
    Outcome refused = audit.run(config, "--range", "/");
    Outcome unclear = audit.run(config);

    // Then
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).startsWith("The cluster cannot be read: ").doesNotContain("\tat ");
    assertThat(unclear.exitCode()).isEqualTo(2);
    assertThat(unclear.err()).startsWith("Name either --range or --since-offset.");
  }

  private Map<String, String> config(String name) {
    Map<String, String> config = LiveConnector.config(stand, name);
    config.put("delivery", "lossless");
    config.put("start.from", "earliest");
    return config;
  }
}
