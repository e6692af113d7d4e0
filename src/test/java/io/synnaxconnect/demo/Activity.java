package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.ReceivedSample;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What has arrived in Kafka: per channel and per topic. Not thread-safe. */
final class Activity {

  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long NEW_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final SortedMap<String, ChannelActivity> channels = new TreeMap<>();
  private final SortedMap<String, TopicActivity> topics = new TreeMap<>();
  private long earliestNanos = Long.MAX_VALUE;

  /** What is special about a channel at this moment. */
  enum Mark {
    NONE,
    NEW,
    LATE,
    DELETED;

    /** Empty where nothing is. */
    String word() {
      return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
    }
  }

  /** Records of a topic so far, how many of them came late, and the schema of the newest. */
  record TopicActivity(long records, long late, int schemaId) {

    private static TopicActivity of(ReceivedSample sample) {
      int records = sample.beginsRecord() ? 1 : 0;
      return new TopicActivity(records, sample.late() ? records : 0, sample.schemaId());
    }

    private TopicActivity plus(TopicActivity newer) {
      return new TopicActivity(records + newer.records, late + newer.late, newer.schemaId);
    }
  }

  void add(List<ReceivedSample> samples, long nowNanos) {
    for (ReceivedSample sample : samples) {
      if (!sample.late()) {
        earliestNanos = Math.min(earliestNanos, sample.timestampNanos());
      }
      channels
          .computeIfAbsent(sample.channel(), name -> new ChannelActivity())
          .add(sample, nowNanos);
      topics.merge(sample.topic(), TopicActivity.of(sample), TopicActivity::plus);
    }
  }

  /** These channels have ended, as tombstones say. */
  void end(List<String> ended) {
    for (String name : ended) {
      ChannelActivity channel = channels.get(name);
      if (channel != null) {
        channel.end();
      }
    }
  }

  /** That of a channel, the most important first. */
  Mark mark(ChannelActivity channel) {
    if (channel.hasEnded()) {
      return Mark.DELETED;
    }
    if (channel.isLate()) {
      return Mark.LATE;
    }
    return isNew(channel) ? Mark.NEW : Mark.NONE;
  }

  /** Whether a channel began well after the first one, and not long ago. */
  private boolean isNew(ChannelActivity channel) {
    return channel.firstNanos() - earliestNanos > LATE_NANOS && channel.spanNanos() < NEW_NANOS;
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
