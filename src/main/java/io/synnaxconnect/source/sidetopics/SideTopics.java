package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.plan.SideTopicOptions;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** Records about the delivery itself, which leave with the next poll. Of the poll thread alone. */
public final class SideTopics {

  private final SideTopicOptions options;
  private final int mostRecords;
  private final FrameConverter converter;
  private final StatusQueue status;
  private final StatusRecords statusRecords;
  private final Catalogue catalogue;
  private final List<SourceRecord> waiting = new ArrayList<>();
  private final Map<SideTopicGroup, Map<String, String>> sentOffsets = new HashMap<>();
  private long lastHeartbeatNanos = Long.MIN_VALUE;

  public SideTopics(
      TaskPlan plan, FrameConverter converter, StatusQueue status, OffsetStorageReader stored) {
    this.options = plan.options().notices();
    this.mostRecords = plan.options().pollMaxRecords();
    this.converter = converter;
    this.status = status;
    this.statusRecords =
        new StatusRecords(
            options.statusTopic(),
            plan.name().connector(),
            plan.name().task(),
            plan.ownership().assignment());
    this.catalogue =
        new Catalogue(new CatalogueRecords(options.catalogueTopic(), converter), stored);
  }

  /** Takes note of the channels of a group, and of those that the cluster no longer has. */
  public void channels(BufferEntry entry, List<Channel> deleted, long nowNanos) {
    if (!options.catalogueTopic().isEmpty()) {
      catalogue.update(entry.session(), entry.group(), deleted, nowNanos);
    }
  }

  /** Takes note of channels of a group that the cluster no longer has. */
  public void deleted(SideTopicGroup group, List<Channel> channels, long nowNanos) {
    if (options.tombstones()) {
      for (Channel channel : channels) {
        waiting.add(
            converter.tombstone(
                channel, group.group().index(), group.partitionMap(), group.offsetMap(), nowNanos));
      }
    }
  }

  /** Takes note of the gaps of a group that are no longer open. */
  public void gaps(SideTopicGroup group, long nowNanos) {
    for (Gap gap = group.nextClosedGap(); gap != null; gap = group.nextClosedGap()) {
      if (!options.gapTopic().isEmpty()) {
        waiting.add(
            GapAndHeartbeatRecords.gap(
                options.gapTopic(),
                group.group(),
                gap,
                group.partitionMap(),
                group.offsetMap(),
                nowNanos));
      }
    }
  }

  /** Whether it is time for heartbeats; counts as answered. */
  public boolean isHeartbeatDue(long nowNanos) {
    long interval = options.heartbeatInterval().toNanos();
    boolean due =
        interval > 0
            && (lastHeartbeatNanos == Long.MIN_VALUE || nowNanos - lastHeartbeatNanos >= interval);
    lastHeartbeatNanos = due ? nowNanos : lastHeartbeatNanos;
    return due;
  }

  /** Sends how far a group is, unless nothing has changed or its rows are just leaving. */
  public void heartbeat(SideTopicGroup group, long nowNanos) {
    if (!group.isSettled()) {
      return;
    }
    Map<String, String> offset = group.settledOffsetMap();
    if (!offset.equals(sentOffsets.put(group, offset))) {
      waiting.add(
          GapAndHeartbeatRecords.heartbeat(
              options.heartbeatTopic(), group.group(), group.partitionMap(), offset, nowNanos));
    }
  }

  /**
   * Moves what waits to the records of a poll: all that repeats the offset of a group, which goes
   * on with its next rows; of the catalogue, which can be long, what there is room for.
   */
  public void drainTo(List<SourceRecord> records) {
    for (StatusEvent event = status.next(); event != null; event = status.next()) {
      records.add(statusRecords.record(event));
    }
    records.addAll(waiting);
    waiting.clear();
    catalogue.drainTo(records, mostRecords);
  }
}
