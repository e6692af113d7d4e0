package io.synnaxconnect.audit;

import io.synnaxconnect.convert.RecordReader;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/** Reads what the topics hold, up to where they ended when it was opened. */
final class TopicSamples {

  /** What is done with a sample. */
  @FunctionalInterface
  interface Sink {
    void add(Channel channel, long timestampNanos, @Nullable Object value, boolean isLate);
  }

  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Consumer<byte[], byte[]> consumer;
  private final Converter converter;
  private final Progress progress;
  private final List<String> missingTopics = new ArrayList<>();
  private Map<TopicPartition, Long> ends = Map.of();
  private long unreadable;
  private @Nullable String firstUnreadable;
  private long others;

  TopicSamples(Consumer<byte[], byte[]> consumer, Converter converter, Progress progress) {
    this.consumer = consumer;
    this.converter = converter;
    this.progress = progress;
  }

  /** Finds where the topics end now. */
  void open(RecordReader reader) {
    Map<String, List<PartitionInfo>> known = consumer.listTopics();
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : reader.topics().stream().sorted().toList()) {
      List<PartitionInfo> found = known.getOrDefault(topic, List.of());
      found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      if (found.isEmpty()) {
        missingTopics.add(topic);
      }
    }
    ends = consumer.endOffsets(partitions);
    consumer.assign(partitions);
  }

  /** Topics that do not exist, or that the user may not see. */
  List<String> missingTopics() {
    return List.copyOf(missingTopics);
  }

  /**
   * Reads all samples of a scope.
   *
   * @param fromNanos if record timestamps are those of samples, records before it are not read
   * @throws AuditException if a partition brings nothing for a minute
   */
  void read(RecordReader reader, AuditScope scope, long fromNanos, Sink sink) {
    unreadable = 0;
    others = 0;
    seek(fromNanos);
    Map<Long, TimeRange> ranges = scope.rangesOfChannels();
    long receivedNanos = System.nanoTime();
    while (!isAtEnd()) {
      var records = consumer.poll(POLL);
      if (!records.isEmpty()) {
        receivedNanos = System.nanoTime();
      } else if (System.nanoTime() - receivedNanos > PATIENCE_NANOS) {
        throw new AuditException(
            "Kafka has brought nothing for a minute, although the topics hold more; look at the"
                + " broker, and whether a transaction is open");
      }
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (record.offset() < end(new TopicPartition(record.topic(), record.partition()))) {
          add(reader, ranges, record, sink);
        }
      }
    }
  }

  private void seek(long fromNanos) {
    consumer.seekToBeginning(ends.keySet());
    long millis = Math.floorDiv(fromNanos, NANOS_PER_MILLI);
    if (millis <= 0) {
      return;
    }
    Map<TopicPartition, Long> times = new HashMap<>();
    ends.keySet().forEach(partition -> times.put(partition, millis));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    ends.forEach(
        (partition, end) -> {
          OffsetAndTimestamp first = found.get(partition);
          consumer.seek(partition, first == null ? end : first.offset());
        });
  }

  private boolean isAtEnd() {
    return ends.keySet().stream().allMatch(at -> consumer.position(at) >= end(at));
  }

  private long end(TopicPartition partition) {
    return Objects.requireNonNull(ends.get(partition));
  }

  private void add(
      RecordReader reader,
      Map<Long, TimeRange> ranges,
      ConsumerRecord<byte[], byte[]> record,
      Sink sink) {
    if (record.value() == null) {
      // The tombstone of a channel.
      return;
    }
    boolean isLate = record.headers().lastHeader("synnax.late") != null;
    try {
      Object value =
          converter.toConnectData(record.topic(), record.headers(), record.value()).value();
      boolean isKnown =
          reader.read(
              record.topic(),
              value,
              (channel, timestampNanos, sample) -> {
                progress.add(1);
                TimeRange range = ranges.get(channel.key());
                if (range != null && range.contains(new TimeStamp(timestampNanos))) {
                  sink.add(channel, timestampNanos, sample, isLate);
                }
              });
      others += isKnown ? 0 : 1;
    } catch (DataException | SerializationException | IllegalArgumentException e) {
      unreadable++;
      if (firstUnreadable == null) {
        firstUnreadable =
            record.topic()
                + "-"
                + record.partition()
                + "@"
                + record.offset()
                + ": "
                + e.getMessage();
      }
    }
  }

  /** Records that have not the configured form, in the last reading. */
  long unreadable() {
    return unreadable;
  }

  /** Where the first of them is, and what is wrong with it. */
  @Nullable String firstUnreadable() {
    return firstUnreadable;
  }

  /** Records of channels that the connector does not deliver, in the last reading. */
  long others() {
    return others;
  }
}
