package io.synnaxconnect.source;

import io.synnaxconnect.convert.DeliveryRecords;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.Gap;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/** Records about the delivery itself, which leave with the next poll. Of the poll thread alone. */
final class Notices {

  private final NoticeOptions options;
  private final FrameConverter converter;
  private final List<SourceRecord> waiting = new ArrayList<>();
  private final Map<GroupDelivery, Map<String, String>> sentOffsets = new HashMap<>();
  private long lastHeartbeatNanos = Long.MIN_VALUE;

  Notices(NoticeOptions options, FrameConverter converter) {
    this.options = options;
    this.converter = converter;
  }

  /** Takes note of channels of a group that the cluster no longer has. */
  void deleted(GroupInHand group, List<Channel> channels, long nowNanos) {
    if (options.tombstones()) {
      GroupDelivery delivery = group.delivery();
      for (Channel channel : channels) {
        waiting.add(
            converter.tombstone(
                channel,
                group.group().index(),
                delivery.partitionMap(),
                delivery.offsetMap(),
                nowNanos));
      }
    }
  }

  /** Takes note of the gaps of a group that are no longer open. */
  void gaps(GroupInHand group, long nowNanos) {
    GroupDelivery delivery = group.delivery();
    for (Gap gap = delivery.nextClosedGap(); gap != null; gap = delivery.nextClosedGap()) {
      if (!options.gapTopic().isEmpty()) {
        waiting.add(
            DeliveryRecords.gap(
                options.gapTopic(),
                group.group(),
                gap,
                delivery.partitionMap(),
                delivery.offsetMap(),
                nowNanos));
      }
    }
  }

  /** Whether it is time for heartbeats; counts as answered. */
  boolean isHeartbeatDue(long nowNanos) {
    long interval = options.heartbeatInterval().toNanos();
    boolean due =
        interval > 0
            && (lastHeartbeatNanos == Long.MIN_VALUE || nowNanos - lastHeartbeatNanos >= interval);
    lastHeartbeatNanos = due ? nowNanos : lastHeartbeatNanos;
    return due;
  }

  /** Sends how far a group is, unless nothing has changed or its rows are just leaving. */
  void heartbeat(GroupInHand group, long nowNanos) {
    GroupDelivery delivery = group.delivery();
    if (!delivery.isSettled()) {
      return;
    }
    Map<String, String> offset = delivery.settledOffsetMap();
    if (!offset.equals(sentOffsets.put(delivery, offset))) {
      waiting.add(
          DeliveryRecords.heartbeat(
              options.heartbeatTopic(), group.group(), delivery.partitionMap(), offset, nowNanos));
    }
  }

  /** Moves what waits to the records of a poll. */
  void drainTo(List<SourceRecord> records) {
    records.addAll(waiting);
    waiting.clear();
  }
}
