package io.synnaxconnect.audit;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.RecordReader;
import io.synnaxconnect.delivery.Arrival;
import io.synnaxconnect.source.FakeCluster;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;

/** A cluster and topics that a test fills, and an audit of both. */
final class AuditStand {

  final FakeCluster cluster = new FakeCluster();

  /** What was delivered; a test may change it before it compares. */
  final List<SourceRecord> records = new ArrayList<>();

  private final RecordOptions options;
  private final JsonConverter converter = new JsonConverter();
  private final List<IndexGroup> groups = new ArrayList<>();
  long maxDetailSamples = 1_000_000;

  /** Records with these options, through a JSON converter. */
  AuditStand(RecordOptions options, boolean hasSchemas) {
    this.options = options;
    converter.configure(
        Map.of("schemas.enable", Boolean.toString(hasSchemas), "decimal.format", "NUMERIC"), false);
    cluster.readBlocksOf(100);
  }

  /** Rows that the cluster stores. */
  void store(Rows... rows) {
    for (Rows piece : rows) {
      cluster.store(piece.group(), piece);
      if (!groups.contains(piece.group())) {
        groups.add(piece.group());
      }
    }
  }

  /** Rows that reach Kafka. */
  void deliver(Arrival arrival, Rows... rows) {
    FrameConverter frames = new FrameConverter(options);
    for (Rows piece : rows) {
      Map<String, String> partition =
          Map.of("cluster_key", "cluster-a", "index_key", "" + piece.group().indexKey());
      records.addAll(
          frames.convert(List.of(piece), partition, Map.of(), Map.of("position", "1"), arrival));
    }
  }

  AuditResult compare() throws InterruptedException {
    return compare(TimeRange.MAX);
  }

  AuditResult compare(TimeRange range) throws InterruptedException {
    Map<Long, TimeRange> ranges = new HashMap<>();
    groups.forEach(group -> ranges.put(group.groupKey(), range));
    SampleHash hash = new SampleHash(options);
    Progress progress = new Progress(null, System::nanoTime);
    try (MockConsumer<byte[], byte[]> consumer = consumer()) {
      return new Auditor(
              new ClusterSamples(cluster, hash, progress),
              new TopicSamples(consumer, converter, progress),
              new RecordReader(groups, options, "cluster-a"),
              hash,
              progress,
              maxDetailSamples)
          .compare(new AuditScope("cluster-a", groups, ranges), Long.MIN_VALUE);
    }
  }

  /** Both readings poll all records, which a mock gives once: they are added for each. */
  private MockConsumer<byte[], byte[]> consumer() {
    Map<TopicPartition, Long> ends = new HashMap<>();
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    for (SourceRecord record : records) {
      TopicPartition partition = new TopicPartition(record.topic(), 0);
      long offset = ends.merge(partition, 1L, Long::sum) - 1;
      all.add(consumed(record, offset));
    }
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized void seekToBeginning(Collection<TopicPartition> partitions) {
            super.seekToBeginning(partitions);
            all.forEach(this::addRecord);
          }
        };
    Map<TopicPartition, Long> begins = new HashMap<>();
    ends.keySet().forEach(partition -> begins.put(partition, 0L));
    consumer.updateBeginningOffsets(begins);
    consumer.updateEndOffsets(ends);
    ends.keySet()
        .forEach(
            at ->
                consumer.updatePartitions(
                    at.topic(), List.of(new PartitionInfo(at.topic(), 0, null, null, null))));
    return consumer;
  }

  private ConsumerRecord<byte[], byte[]> consumed(SourceRecord record, long offset) {
    RecordHeaders headers = new RecordHeaders();
    for (Header header : record.headers()) {
      headers.add(header.key(), String.valueOf(header.value()).getBytes(StandardCharsets.UTF_8));
    }
    return new ConsumerRecord<>(
        record.topic(),
        0,
        offset,
        record.timestamp(),
        TimestampType.CREATE_TIME,
        0,
        0,
        null,
        converter.fromConnectData(record.topic(), record.valueSchema(), record.value()),
        headers,
        Optional.empty());
  }
}
