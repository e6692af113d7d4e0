package io.synnaxconnect.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the samples of all topics with a prefix from their beginning, new topics too, and decodes
 * them with the schemas of the registry. Not thread-safe.
 */
public final class SampleConsumer implements AutoCloseable {

  private static final long LIST_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
  private static final byte CONFLUENT_MAGIC = 0;
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private final KafkaConsumer<String, byte[]> consumer;
  private final SchemaRegistry registry;
  private final String topicPrefix;
  private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
  private final Set<TopicPartition> assigned = new HashSet<>();
  private final List<String> tombstones = new ArrayList<>();
  private long listedNanos = System.nanoTime() - LIST_INTERVAL_NANOS;

  /** From the beginning of all topics with this prefix. */
  public SampleConsumer(String bootstrapServers, SchemaRegistry registry, String topicPrefix) {
    this.registry = registry;
    this.topicPrefix = topicPrefix;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
  }

  /** What has arrived since the last call; waits for the first record at most this long. */
  public List<ReceivedSample> poll(Duration limit) {
    assignNewTopics();
    if (assigned.isEmpty()) {
      return List.of();
    }
    List<ReceivedSample> samples = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> kafkaRecord : consumer.poll(limit)) {
      if (kafkaRecord.value() == null) {
        tombstones.add(String.valueOf(kafkaRecord.key()));
      } else {
        samples.addAll(decode(kafkaRecord));
      }
    }
    return samples;
  }

  /** Keys of records without value that {@link #poll} met since the last call. */
  public List<String> takeTombstones() {
    List<String> taken = List.copyOf(tombstones);
    tombstones.clear();
    return taken;
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void assignNewTopics() {
    if (System.nanoTime() - listedNanos < LIST_INTERVAL_NANOS) {
      return;
    }
    listedNanos = System.nanoTime();
    boolean found = false;
    for (Map.Entry<String, List<PartitionInfo>> topic : consumer.listTopics().entrySet()) {
      if (topic.getKey().startsWith(topicPrefix)) {
        for (PartitionInfo info : topic.getValue()) {
          found |= assigned.add(new TopicPartition(info.topic(), info.partition()));
        }
      }
    }
    if (found) {
      consumer.assign(assigned);
    }
  }

  private List<ReceivedSample> decode(ConsumerRecord<String, byte[]> kafkaRecord) {
    ByteBuffer bytes = ByteBuffer.wrap(kafkaRecord.value());
    if (bytes.get() != CONFLUENT_MAGIC) {
      throw new IllegalStateException("not Confluent's wire format in " + kafkaRecord.topic());
    }
    int schemaId = bytes.getInt();
    boolean late = kafkaRecord.headers().lastHeader("synnax.late") != null;
    List<ReceivedSample> samples = new ArrayList<>();
    for (RecordDecoder.Sample sample : RecordDecoder.samples(read(schemaId, kafkaRecord.value()))) {
      samples.add(
          new ReceivedSample(
              kafkaRecord.topic(),
              schemaId,
              kafkaRecord.key(),
              kafkaRecord.timestamp(),
              samples.isEmpty(),
              late,
              sample.channel(),
              sample.timestampNanos(),
              sample.value()));
    }
    return samples;
  }

  private GenericRecord read(int schemaId, byte[] bytes) {
    GenericDatumReader<GenericRecord> reader =
        readers.computeIfAbsent(schemaId, id -> reader(registry.schema(id)));
    try {
      return reader.read(
          null,
          DecoderFactory.get()
              .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null));
    } catch (IOException e) {
      throw new UncheckedIOException("schema " + schemaId + " does not fit", e);
    }
  }

  /** Decimals become numbers. */
  private static GenericDatumReader<GenericRecord> reader(Schema schema) {
    GenericData data = new GenericData();
    data.addLogicalTypeConversion(new Conversions.DecimalConversion());
    return new GenericDatumReader<>(schema, schema, data);
  }
}
