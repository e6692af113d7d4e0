package io.synnaxconnect.docs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.json.JsonDeserializer;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A consumer of topics with what tasks returned, as JSON without schemas. Each topic has one
 * partition.
 */
final class RecordedTopics extends MockConsumer<String, JsonNode> {

  private final Map<TopicPartition, List<ConsumerRecord<String, JsonNode>>> topics =
      new HashMap<>();

  RecordedTopics(List<SourceRecord> records) {
    super("earliest");
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("schemas.enable", "false"), false);
    JsonDeserializer deserializer = new JsonDeserializer();
    for (SourceRecord record : records) {
      byte[] value =
          converter.fromConnectData(record.topic(), record.valueSchema(), record.value());
      add(record, deserializer.deserialize(record.topic(), value));
    }
    for (TopicPartition partition : topics.keySet()) {
      String topic = partition.topic();
      updatePartitions(topic, List.of(new PartitionInfo(topic, 0, null, null, null)));
    }
  }

  private void add(SourceRecord record, JsonNode value) {
    List<ConsumerRecord<String, JsonNode>> topic =
        topics.computeIfAbsent(
            new TopicPartition(record.topic(), 0), partition -> new ArrayList<>());
    topic.add(
        new ConsumerRecord<>(
            record.topic(),
            0,
            topic.size(),
            record.timestamp(),
            TimestampType.CREATE_TIME,
            0,
            0,
            String.valueOf(record.key()),
            value,
            new RecordHeaders(),
            Optional.empty()));
  }

  @Override
  public synchronized void assign(Collection<TopicPartition> partitions) {
    super.assign(partitions);
    for (TopicPartition partition : partitions) {
      List<ConsumerRecord<String, JsonNode>> records = topics.getOrDefault(partition, List.of());
      updateBeginningOffsets(Map.of(partition, 0L));
      updateEndOffsets(Map.of(partition, (long) records.size()));
      records.forEach(this::addRecord);
    }
  }

  @Override
  public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
      Map<TopicPartition, Long> wanted) {
    Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
    wanted.forEach(
        (partition, millis) ->
            found.put(
                partition,
                topics.getOrDefault(partition, List.of()).stream()
                    .filter(record -> record.timestamp() >= millis)
                    .findFirst()
                    .map(record -> new OffsetAndTimestamp(record.offset(), record.timestamp()))
                    .orElse(null)));
    return found;
  }
}
