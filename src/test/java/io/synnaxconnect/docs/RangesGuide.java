package io.synnaxconnect.docs;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The code that docs/ranges.md shows. */
final class RangesGuide {

  private RangesGuide() {}

  // tag::ranges[]
  /** The ranges as the topic has them now, by key. */
  static Map<String, JsonNode> ranges(Consumer<String, JsonNode> consumer, String topic) {
    Map<String, JsonNode> ranges = new HashMap<>();
    for (ConsumerRecord<String, JsonNode> record : read(consumer, topic, 0)) {
      if (record.value() == null) {
        ranges.remove(record.key());
      } else {
        ranges.put(record.key(), record.value());
      }
    }
    return ranges;
  }

  // end::ranges[]

  // tag::cut[]
  /** The samples of a run that a topic has. */
  static List<JsonNode> cut(Consumer<String, JsonNode> consumer, String topic, JsonNode range) {
    long start = range.get("start").asLong();
    long end = range.get("end").asLong();
    List<JsonNode> samples = new ArrayList<>();
    for (ConsumerRecord<String, JsonNode> record : read(consumer, topic, start / 1_000_000)) {
      long timestamp = record.value().get("timestamp").asLong();
      if (timestamp >= start && timestamp < end) {
        samples.add(record.value());
      }
    }
    return samples;
  }

  // end::cut[]

  // tag::read[]
  /** The records from a record timestamp on, up to where the topic ends now. */
  static List<ConsumerRecord<String, JsonNode>> read(
      Consumer<String, JsonNode> consumer, String topic, long fromMillis) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    consumer
        .offsetsForTimes(partitions.stream().collect(toMap(p -> p, p -> fromMillis)))
        .forEach((p, first) -> consumer.seek(p, first == null ? ends.get(p) : first.offset()));
    List<ConsumerRecord<String, JsonNode>> records = new ArrayList<>();
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
    }
    return records;
  }
  // end::read[]
}
