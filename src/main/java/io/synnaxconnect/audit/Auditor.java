package io.synnaxconnect.audit;

import io.synnaxconnect.convert.RecordReader;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a cluster stores with what arrived in Kafka. A first pass over both sides keeps
 * only counts and sums. Where these differ, a second pass keeps the samples one by one, as many as
 * the memory limit allows.
 */
final class Auditor {

  /** 32 bytes each. */
  private static final int MAX_BUCKETS = 1 << 20;

  private static final int MAX_BUCKETS_OF_CHANNEL = 4_096;

  private final ClusterSamples stored;
  private final TopicSamples delivered;
  private final RecordReader reader;
  private final SampleHash hash;
  private final Progress progress;
  private final long maxDetailSamples;

  /** An auditor that keeps at most so many samples of differing buckets. */
  Auditor(
      ClusterSamples stored,
      TopicSamples delivered,
      RecordReader reader,
      SampleHash hash,
      Progress progress,
      long maxDetailSamples) {
    this.stored = stored;
    this.delivered = delivered;
    this.reader = reader;
    this.hash = hash;
    this.progress = progress;
    this.maxDetailSamples = maxDetailSamples;
  }

  /**
   * Compares.
   *
   * @param fromNanos before it no record is read
   */
  AuditResult compare(AuditScope scope, long fromNanos) throws InterruptedException {
    Map<Long, ChannelLedger> ledgers = ledgers(scope);
    progress.begin("Reading the cluster");
    stored.read(scope, (key, nanos, sample) -> ledgerOf(ledgers, key).addStored(nanos, sample));
    delivered.open(reader);
    progress.begin("Reading the topics");
    delivered.read(
        reader,
        scope,
        fromNanos,
        (channel, nanos, value, isLate) ->
            ledgerOf(ledgers, channel.key()).addDelivered(nanos, hashOf(channel, value), isLate));
    long unreadable = delivered.unreadable();
    long others = delivered.others();
    Map<Long, ChannelDetail> details = new LinkedHashMap<>();
    boolean isComplete = chooseDetails(ledgers, details);
    if (!details.isEmpty()) {
      examine(scope.of(details), fromNanos, ledgers, details);
    }
    progress.end();
    List<AuditResult.OfChannel> channels = new ArrayList<>();
    ledgers.values().stream()
        .sorted(Comparator.comparing(ledger -> ledger.channel().name()))
        .forEach(
            ledger ->
                channels.add(
                    AuditResult.OfChannel.of(ledger, details.get(ledger.channel().key()))));
    return new AuditResult(
        channels,
        unreadable,
        delivered.firstUnreadable(),
        others,
        delivered.missingTopics(),
        isComplete);
  }

  private static Map<Long, ChannelLedger> ledgers(AuditScope scope) {
    int channels = scope.groups().stream().mapToInt(group -> group.channels().size()).sum();
    int buckets =
        Math.max(1, Math.min(MAX_BUCKETS_OF_CHANNEL, MAX_BUCKETS / Math.max(1, channels)));
    Map<Long, ChannelLedger> ledgers = new LinkedHashMap<>();
    for (IndexGroup group : scope.groups()) {
      for (Channel channel : group.channels()) {
        ledgers.put(channel.key(), new ChannelLedger(channel, buckets));
      }
    }
    return ledgers;
  }

  private static ChannelLedger ledgerOf(Map<Long, ChannelLedger> ledgers, long channelKey) {
    return Objects.requireNonNull(ledgers.get(channelKey));
  }

  private long hashOf(Channel channel, @Nullable Object value) {
    DataType type = Objects.requireNonNull(channel.dataType(), "only known types are delivered");
    try {
      return hash.ofDelivered(type, value);
    } catch (RuntimeException e) {
      throw new DataException("not a sample of type " + type.wireName(), e);
    }
  }

  /** Chooses the buckets that are examined; false if there is no room for all that differ. */
  private boolean chooseDetails(
      Map<Long, ChannelLedger> ledgers, Map<Long, ChannelDetail> details) {
    long kept = 0;
    boolean isComplete = true;
    for (ChannelLedger ledger : ledgers.values()) {
      for (int bucket = 0; bucket < ledger.buckets(); bucket++) {
        if (ledger.differs(bucket)) {
          long samples = ledger.storedIn(bucket) + ledger.deliveredIn(bucket);
          ChannelDetail detail =
              details.computeIfAbsent(ledger.channel().key(), key -> new ChannelDetail());
          boolean hasRoom = kept + samples <= maxDetailSamples;
          if (hasRoom) {
            detail.include(bucket);
            kept += samples;
          } else {
            detail.countOnly(ledger.storedIn(bucket), ledger.deliveredIn(bucket));
            isComplete = false;
          }
        }
      }
    }
    return isComplete;
  }

  private void examine(
      AuditScope scope,
      long fromNanos,
      Map<Long, ChannelLedger> ledgers,
      Map<Long, ChannelDetail> details)
      throws InterruptedException {
    progress.begin("Looking for what differs in the cluster");
    stored.read(
        scope,
        (key, nanos, sample) -> {
          ChannelDetail detail = details.get(key);
          if (detail != null && detail.includes(ledgerOf(ledgers, key).bucketOf(nanos))) {
            detail.addStored(nanos, sample);
          }
        });
    progress.begin("Looking for what differs in the topics");
    delivered.read(
        reader,
        scope,
        fromNanos,
        (channel, nanos, value, isLate) -> {
          ChannelDetail detail = Objects.requireNonNull(details.get(channel.key()));
          if (detail.includes(ledgerOf(ledgers, channel.key()).bucketOf(nanos))) {
            detail.addDelivered(nanos, hashOf(channel, value));
          }
        });
    details.values().forEach(ChannelDetail::compare);
  }
}
