package io.synnaxconnect.audit;

import io.synnaxconnect.telem.Channel;

/**
 * What was counted of one channel: how many samples each side has, and a sum of hashes for each of
 * some buckets. A timestamp decides the bucket, so that two sides with equal sums have the same
 * samples there, in whatever order and however many, without keeping any. For one thread.
 */
final class ChannelLedger {

  private final Channel channel;
  private final long[] storedCounts;
  private final long[] storedSums;
  private final long[] deliveredCounts;
  private final long[] deliveredSums;
  private long late;
  private long outOfOrder;
  private long newestNanos = Long.MIN_VALUE;

  /** A ledger with so many buckets. */
  ChannelLedger(Channel channel, int buckets) {
    this.channel = channel;
    this.storedCounts = new long[buckets];
    this.storedSums = new long[buckets];
    this.deliveredCounts = new long[buckets];
    this.deliveredSums = new long[buckets];
  }

  Channel channel() {
    return channel;
  }

  void addStored(long timestampNanos, long hash) {
    int bucket = bucketOf(timestampNanos);
    storedCounts[bucket]++;
    storedSums[bucket] += sampleSum(timestampNanos, hash);
  }

  /**
   * Counts a sample of a record.
   *
   * @param isLate whether the record says that it is older than others before it
   */
  void addDelivered(long timestampNanos, long hash, boolean isLate) {
    int bucket = bucketOf(timestampNanos);
    deliveredCounts[bucket]++;
    deliveredSums[bucket] += sampleSum(timestampNanos, hash);
    if (isLate) {
      late++;
    } else if (timestampNanos < newestNanos) {
      outOfOrder++;
    }
    newestNanos = Math.max(newestNanos, timestampNanos);
  }

  private static long sampleSum(long timestampNanos, long hash) {
    return SampleHash.mixed(SampleHash.mixed(timestampNanos) ^ hash);
  }

  int bucketOf(long timestampNanos) {
    return (int) Long.remainderUnsigned(SampleHash.mixed(timestampNanos), storedCounts.length);
  }

  int buckets() {
    return storedCounts.length;
  }

  /** Whether the two sides differ in a bucket. */
  boolean differs(int bucket) {
    return storedCounts[bucket] != deliveredCounts[bucket]
        || storedSums[bucket] != deliveredSums[bucket];
  }

  long storedIn(int bucket) {
    return storedCounts[bucket];
  }

  long deliveredIn(int bucket) {
    return deliveredCounts[bucket];
  }

  long stored() {
    return sum(storedCounts);
  }

  long delivered() {
    return sum(deliveredCounts);
  }

  long late() {
    return late;
  }

  long outOfOrder() {
    return outOfOrder;
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
