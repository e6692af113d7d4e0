package io.synnaxconnect.conformance;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the bytes of all topics with a prefix from their beginning, new topics too. */
final class RawConsumer implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topicPrefix;
  private final Set<TopicPartition> assigned = new HashSet<>();

  RawConsumer(String bootstrapServers, String topicPrefix) {
    this.topicPrefix = topicPrefix;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** What has come since the last call. */
  Iterable<ConsumerRecord<byte[], byte[]>> poll() {
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
    return assigned.isEmpty() ? ConsumerRecords.empty() : consumer.poll(POLL);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
