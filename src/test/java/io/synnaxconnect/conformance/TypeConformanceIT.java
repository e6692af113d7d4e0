package io.synnaxconnect.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.SharedCluster;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.ValueOptions;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every data type with its extremes from a simulator through the packaged connector, real
 * converters and Kafka to readers that know nothing of our code.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class TypeConformanceIT {

  private static final Duration LIMIT = Duration.ofMinutes(4);

  private static final List<ValueOptions> OPTIONS =
      List.of(
          ValueOptions.DEFAULT,
          options(Uint64Form.STRING, TimestampForm.ISO, NonFiniteForm.NULL),
          options(Uint64Form.LONG, TimestampForm.CONNECT, NonFiniteForm.DROP));

  private final LocalCluster cluster = SharedCluster.get();
  private final ConnectRest rest = cluster.worker(KafkaVersion.V4_3).rest();
  private final ConformanceStand stand = new ConformanceStand();
  private final Map<ConformanceConnector, Arrived> arrived = new LinkedHashMap<>();
  private final List<String> avroLines = new ArrayList<>();

  /** Options with one format by default, with every format in the long form. */
  static Stream<ConformanceConnector> connectors() {
    return Trial.FORMATS.stream()
        .flatMap(
            format ->
                Stream.of(Encoding.values())
                    .flatMap(
                        encoding ->
                            optionsOf(format)
                                .map(it -> new ConformanceConnector(format, encoding, it))));
  }

  private static Stream<ValueOptions> optionsOf(RecordFormat format) {
    boolean all =
        format == RecordFormat.SAMPLE
            || (Boolean.getBoolean("test.full") && format != RecordFormat.PACKED);
    return all ? OPTIONS.stream() : Stream.of(ValueOptions.DEFAULT);
  }

  @BeforeAll
  void deliver() {
    connectors().forEach(connector -> arrived.put(connector, new Arrived(connector)));
    for (ConformanceConnector connector : arrived.keySet()) {
      rest.putConnector(
          connector.name(), connector.config(stand.address(), ConformanceStand.PASSWORD));
    }
    try (RawConsumer consumer = new RawConsumer(cluster.bootstrapServers(), "types.")) {
      await("all samples")
          .atMost(LIMIT)
          .until(
              () -> {
                consumer.poll().forEach(this::take);
                return arrived.values().stream().allMatch(Arrived::isComplete) || hasFailed();
              });
      consumer.poll().forEach(this::take);
    }
  }

  @AfterAll
  void end() {
    arrived.keySet().forEach(connector -> rest.deleteConnector(connector.name()));
    stand.close();
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void everyExtremeArrivesAsDocumented(ConformanceConnector connector) {
    // When
    List<String> differences = requireNonNull(arrived.get(connector)).differences(true);

    // Then
    assertThat(differences).as("%s", rest.status(connector.name())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void programsInOtherLanguagesReadTheSame(AvroProgram program, @TempDir Path folder)
      throws IOException {
    assumeTrue(
        program.isThere(),
        program + " is not there: -Dreaders.install=true installs it into target/readers");

    // Given
    Map<ConformanceConnector, Arrived> found = new LinkedHashMap<>();
    arrived.keySet().stream()
        .filter(it -> it.encoding() == Encoding.AVRO && program.reads(it.format()))
        .forEach(it -> found.put(it, new Arrived(it)));

    // When
    program.read(
        cluster.registry().url() + "/apis/ccompat/v7",
        avroLines,
        folder,
        (topic, sample) -> requireNonNull(found.get(connectorOf(topic))).add(sample));

    // Then
    assertThat(found).isNotEmpty();
    found.forEach((it, samples) -> assertThat(samples.differences(false)).as(it.name()).isEmpty());
  }

  private boolean hasFailed() {
    return arrived.keySet().stream()
        .flatMap(connector -> rest.status(connector.name()).tasks().stream())
        .anyMatch(task -> task.state().equals("FAILED"));
  }

  private void take(ConsumerRecord<byte[], byte[]> found) {
    ConformanceConnector connector = connectorOf(found.topic());
    connector
        .read(found.value(), cluster.registry())
        .forEach(requireNonNull(arrived.get(connector))::add);
    if (connector.encoding() == Encoding.AVRO) {
      avroLines.add(
          "%s %s %s"
              .formatted(
                  connector.format(),
                  found.topic(),
                  Base64.getEncoder().encodeToString(found.value())));
    }
  }

  private ConformanceConnector connectorOf(String topic) {
    return arrived.keySet().stream()
        .filter(connector -> topic.startsWith(connector.name() + "."))
        .findAny()
        .orElseThrow();
  }

  private static ValueOptions options(
      Uint64Form uint64, TimestampForm timestamp, NonFiniteForm nan) {
    return new ValueOptions(uint64, timestamp, nan, NonFiniteForm.KEEP, DataErrors.SKIP);
  }
}
