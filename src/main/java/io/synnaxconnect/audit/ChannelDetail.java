package io.synnaxconnect.audit;

import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The samples of one channel in buckets that differ, kept one by one. For one thread. */
final class ChannelDetail {

  /** How many missing timestamps are named. */
  static final int NAMED = 5;

  /** What each side has at one timestamp. */
  private static final class At {
    private final List<Long> stored = new ArrayList<>(1);
    private final List<Long> delivered = new ArrayList<>(1);
  }

  private final BitSet buckets = new BitSet();
  private final Map<Long, At> samples = new TreeMap<>();
  private long missing;
  private long repeated;
  private long different;
  private long notStored;
  private final List<TimeStamp> missingAt = new ArrayList<>();

  void include(int bucket) {
    buckets.set(bucket);
  }

  boolean includes(int bucket) {
    return buckets.get(bucket);
  }

  void addStored(long timestampNanos, long hash) {
    at(timestampNanos).stored.add(hash);
  }

  void addDelivered(long timestampNanos, long hash) {
    at(timestampNanos).delivered.add(hash);
  }

  private At at(long timestampNanos) {
    return samples.computeIfAbsent(timestampNanos, stamp -> new At());
  }

  /** Compares what was added. */
  void compare() {
    samples.forEach(this::compare);
    samples.clear();
  }

  private void compare(long timestampNanos, At at) {
    List<Long> unmatched = new ArrayList<>(at.stored);
    int extra = 0;
    int others = 0;
    for (Long hash : at.delivered) {
      if (unmatched.remove(hash)) {
        continue;
      }
      if (at.stored.contains(hash)) {
        extra++;
      } else {
        others++;
      }
    }
    int replaced = Math.min(unmatched.size(), others);
    different += replaced;
    repeated += extra;
    notStored += others - replaced;
    for (int i = replaced; i < unmatched.size(); i++) {
      missing++;
      if (missingAt.size() < NAMED) {
        missingAt.add(new TimeStamp(timestampNanos));
      }
    }
  }

  /** Counts a bucket whose samples were not kept: so many are missing at least. */
  void countOnly(long stored, long delivered) {
    missing += Math.max(0, stored - delivered);
  }

  long missing() {
    return missing;
  }

  long repeated() {
    return repeated;
  }

  long different() {
    return different;
  }

  long notStored() {
    return notStored;
  }

  /** The first missing timestamps. */
  List<TimeStamp> missingAt() {
    return List.copyOf(missingAt);
  }
}
