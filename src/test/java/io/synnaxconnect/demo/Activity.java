package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.ReceivedSample;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What has arrived in Kafka: per channel and per topic. Not thread-safe. */
final class Activity {

  private final SortedMap<String, ChannelActivity> channels = new TreeMap<>();
  private final SortedMap<String, TopicActivity> topics = new TreeMap<>();

  /** Records of a topic so far, and the schema of the newest. */
  record TopicActivity(long records, int schemaId) {}

  void add(List<ReceivedSample> samples, long nowNanos) {
    for (ReceivedSample sample : samples) {
      channels
          .computeIfAbsent(sample.channel(), name -> new ChannelActivity())
          .add(sample, nowNanos);
      topics.merge(
          sample.topic(),
          new TopicActivity(1, sample.schemaId()),
          (old, one) -> new TopicActivity(old.records() + 1, one.schemaId()));
    }
  }

  /** A quarter of a second has passed. */
  void tick() {
    channels.values().forEach(ChannelActivity::tick);
  }

  SortedMap<String, ChannelActivity> channels() {
    return channels;
  }

  SortedMap<String, TopicActivity> topics() {
    return topics;
  }
}
