package io.synnaxconnect.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.SharedCluster;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows of a group that grows, in a registry that takes nothing but compatible schemas. */
@Timeout(600)
class RowEvolutionIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String NAME = "growing";
  private static final String TOPIC = "growing.rows";
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private final LocalCluster cluster = SharedCluster.get();
  private final ConnectRest rest = cluster.worker(KafkaVersion.V4_3).rest();
  private final Simulator simulator = Simulator.builder().start();
  private final RawConsumer consumer = new RawConsumer(cluster.bootstrapServers(), TOPIC);
  private final List<byte[]> records = new ArrayList<>();

  @AfterEach
  void end() {
    rest.deleteConnector(NAME);
    consumer.close();
    simulator.close();
  }

  @Test
  void groupThatGrowsMakesASchemaThatReadsOldRows() {
    // Given
    long index = simulator.createIndex("stand_time");
    long pressure = simulator.createChannel("stand_pressure", DataType.FLOAT64, index);
    try (SimulatedWriter writer = simulator.openWriter(index, pressure)) {
      writer.writeRow(1_000L, 1.5);
    }
    rest.putConnector(NAME, config());
    awaitVersions(1);
    cluster.registry().requireBackwardCompatibility(TOPIC);

    // When
    long valve = simulator.createChannel("stand_valve", DataType.UINT8, index);
    try (SimulatedWriter writer = simulator.openWriter(index, pressure, valve)) {
      writer.writeRow(2_000L, 2.5, 255);
    }
    awaitVersions(2);

    // Then
    assertThat(cluster.registry().valueVersionsOf(TOPIC)).containsExactly(1, 2);
    Schema grown = cluster.registry().valueSchema(TOPIC, 2);
    assertThat(rows(grown))
        .isEqualTo(
            Map.of(
                1_000L, Map.of("stand_pressure", 1.5),
                2_000L, Map.of("stand_pressure", 2.5, "stand_valve", 255)));
    assertThat(cluster.registry().register(TOPIC, withRequiredField(grown))).isFalse();
  }

  /**
   * Values by timestamp and field, old and new records read with the newest schema: a row that
   * leaves before the new channel is known is completed by a second record.
   */
  private Map<Long, Map<String, Object>> rows(Schema newest) {
    Map<Long, Map<String, Object>> rows = new TreeMap<>();
    for (byte[] value : records) {
      GenericRecord found = read(value, newest);
      Map<String, Object> row =
          rows.computeIfAbsent((Long) found.get("timestamp"), x -> new TreeMap<>());
      for (Schema.Field field : newest.getFields()) {
        Object cell = found.get(field.pos());
        if (cell != null && !field.name().equals("timestamp")) {
          row.put(field.name(), cell);
        }
      }
    }
    return rows;
  }

  /** What the registry has to refuse: shows that it looks. */
  private static Schema withRequiredField(Schema schema) {
    return SchemaBuilder.record(schema.getName())
        .namespace(schema.getNamespace())
        .fields()
        .requiredLong("timestamp")
        .requiredDouble("temperature")
        .endRecord();
  }

  /** Waits for records with so many different schemas. */
  private void awaitVersions(int count) {
    await(count + " schemas")
        .atMost(LIMIT)
        .until(
            () -> {
              consumer.poll().forEach(found -> records.add(found.value()));
              return schemaIds() >= count || hasFailed();
            });
    assertThat(schemaIds()).as("%s", rest.status(NAME)).isEqualTo(count);
  }

  private long schemaIds() {
    return records.stream().map(value -> ByteBuffer.wrap(value).getInt(1)).distinct().count();
  }

  private boolean hasFailed() {
    return rest.status(NAME).tasks().stream().anyMatch(task -> task.state().equals("FAILED"));
  }

  /** As a reader does that knows the newest schema: Avro fits the older one to it. */
  private GenericRecord read(byte[] value, Schema newest) {
    Schema writers = cluster.registry().schema(ByteBuffer.wrap(value).getInt(1));
    try {
      return new GenericDatumReader<GenericRecord>(writers, newest)
          .read(
              null,
              DecoderFactory.get()
                  .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> config() {
    return Stream.of(
            Map.of(
                "name", NAME,
                "connector.class", SynnaxSourceConnector.class.getName(),
                "tasks.max", "1",
                "synnax.address", simulator.address(),
                "synnax.username", "synnax",
                "synnax.password", "seldon",
                "synnax.tls.enabled", "false"),
            Map.of(
                "channels.include", "stand_.*",
                "channels.exclude", "stand_time",
                "start.from", "earliest",
                "record.format", "row",
                "topic", TOPIC,
                "topic.creation.default.replication.factor", "1",
                "topic.creation.default.partitions", "1",
                "topic.creation.default.retention.ms", "-1"))
        .flatMap(part -> part.entrySet().stream())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
