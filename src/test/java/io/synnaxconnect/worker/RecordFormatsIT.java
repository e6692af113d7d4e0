package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestStand;
import io.synnaxconnect.cluster.AuditCommand;
import io.synnaxconnect.cluster.AuditCommand.Outcome;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.Ports;
import io.synnaxconnect.cluster.ReceivedSample;
import io.synnaxconnect.cluster.SchemasCommand;
import io.synnaxconnect.cluster.SharedCluster;
import io.synnaxconnect.convert.RecordFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every format on a real worker, as Avro: the same samples, the same offsets. The schemas of a
 * format are registered before where that can be.
 */
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
    registerSchemas(format, name);
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

      // And: the converter has only looked schemas up
      if (format != RecordFormat.ROW) {
        assertThat(connector.received().stream().map(ReceivedSample::topic).distinct())
            .allSatisfy(topic -> assertThat(cluster.registry().valueSchemaOf(topic)).isEmpty());
      }

      // And: the audit says the same of all that is stored
      Outcome audit =
          AuditCommand.unzip(folder, cluster)
              .run(config(format, name), "--range", "/2100-01-01T00:00:00Z", "--allow-repeated");
      assertThat(audit.err()).isEmpty();
      assertThat(audit.out()).endsWith("\nequal\n");
      assertThat(audit.exitCode()).isZero();
    }
  }

  @Test
  void schemasAreRegisteredOverConfluentsInterfaceToo() {
    // When
    SchemasCommand.Outcome outcome =
        SchemasCommand.run(
            folder,
            "series",
            cluster.registry().url() + "/apis/ccompat/v7",
            "topic=confluent.${data_type}",
            "heartbeat.topic=",
            "gap.topic=confluent.gaps");

    // Then
    assertThat(outcome.exitCode()).as(outcome.text()).isZero();
    assertThat(cluster.registry().valueSchemaOf("confluent.float64")).isPresent();
    assertThat(cluster.registry().valueSchemaOf("confluent.gaps")).isPresent();
    assertThat(outcome.text()).contains("confluent.float64: Float64Series");
  }

  @Test
  void aRegistryThatDoesNotAnswerIsNamed() {
    // When
    SchemasCommand.Outcome outcome =
        SchemasCommand.run(folder, "packed", "http://127.0.0.1:" + Ports.free());

    // Then
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.text()).contains("synnax-schemas: http://127.0.0.1:", "does not answer");
  }

  private void registerSchemas(RecordFormat format, String name) {
    if (format != RecordFormat.ROW) {
      SchemasCommand.Outcome outcome =
          SchemasCommand.run(
              folder,
              format.name().toLowerCase(Locale.ROOT),
              cluster.registry().url() + "/apis/registry/v2",
              "topic=" + topic(format, name));
      assertThat(outcome.exitCode()).as(outcome.text()).isZero();
    }
  }

  private static String topic(RecordFormat format, String name) {
    return name + format.defaultTopic().substring("synnax".length());
  }

  private Map<String, String> config(RecordFormat format, String name) {
    Map<String, String> config = LiveConnector.config(stand, name);
    config.put("record.format", format.name().toLowerCase(Locale.ROOT));
    config.put("topic", topic(format, name));
    if (format != RecordFormat.ROW) {
      config.putAll(cluster.registry().lookingUpSettings());
    }
    config.put("delivery", "lossless");
    config.put("start.from", "earliest");
    return config;
  }
}
