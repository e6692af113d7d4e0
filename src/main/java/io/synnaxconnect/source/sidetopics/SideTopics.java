package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.plan.PollBudget;
import io.synnaxconnect.source.plan.SideTopicOptions;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.ranges.RangeList;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** Records about the delivery itself, which the next poll emits. For the poll thread only. */
public final class SideTopics {

  private final SideTopicOptions options;
  private final FrameConverter converter;
  private final StatusQueue status;
  private final StatusRecords statusRecords;
  private final Catalogue catalogue;
  private final RangeTopic ranges;

  /** Made when they are emitted: the offset of a group must not be older than that before them. */
  private final List<Supplier<SourceRecord>> pending = new ArrayList<>();

  private final Map<SideTopicGroup, Map<String, String>> sentOffsets = new HashMap<>();
  private final Set<String> clustersWithInstants = new HashSet<>();
  private final LongSupplier wallNanos;
  private long lastHeartbeatNanos = Long.MIN_VALUE;

  /**
   * Nothing is pending yet.
   *
   * @param wallNanos the time of the records, nanoseconds since the Unix epoch
   */
  public SideTopics(
      TaskPlan plan,
      FrameConverter converter,
      StatusQueue status,
      OffsetStorageReader stored,
      LongSupplier wallNanos) {
    this.wallNanos = wallNanos;
    this.options = plan.options().sideTopics();
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
    this.ranges = new RangeTopic(options.rangesTopic(), stored, wallNanos);
  }

  /** Adds catalogue records of the channels of a group, and of those that were deleted. */
  public void addToCatalogue(BufferEntry entry, List<Channel> deleted) {
    if (!options.catalogueTopic().isEmpty()) {
      catalogue.update(entry.session(), entry.group(), deleted, wallNanos.getAsLong());
    }
  }

  /** All ranges of the cluster: what has changed is sent. On any thread. */
  public void onRanges(RangeList list) {
    ranges.onRanges(list);
  }

  /** Adds tombstones for the deleted channels of a group. */
  public void addTombstones(SideTopicGroup group, List<Channel> channels) {
    if (options.tombstones()) {
      long nowNanos = wallNanos.getAsLong();
      for (Channel channel : channels) {
        pending.add(
            () ->
                converter.tombstone(
                    channel,
                    group.group().index(),
                    group.partitionMap(),
                    group.offsetMap(),
                    nowNanos));
      }
    }
  }

  /** Adds a record for each gap of a group that is no longer open. */
  public void addClosedGaps(SideTopicGroup group) {
    for (Gap gap = group.nextClosedGap(); gap != null; gap = group.nextClosedGap()) {
      if (!options.gapTopic().isEmpty()) {
        Gap closed = gap;
        long nowNanos = wallNanos.getAsLong();
        pending.add(
            () ->
                GapAndHeartbeatRecords.gap(
                    options.gapTopic(),
                    group.group(),
                    closed,
                    group.partitionMap(),
                    group.offsetMap(),
                    nowNanos));
      }
    }
  }

  /**
   * Adds a record whose only purpose is its offset: Connect then knows where the group began,
   * before the first row of the group can be missed.
   */
  public void addFirstOffset(SideTopicGroup group) {
    if (!options.heartbeatTopic().isEmpty()) {
      Map<String, String> offset = group.offsetMap();
      sentOffsets.put(group, offset);
      long nowNanos = wallNanos.getAsLong();
      pending.add(() -> heartbeat(group, group.offsetMap(), nowNanos));
    }
  }

  private SourceRecord heartbeat(SideTopicGroup group, Map<String, String> offset, long nowNanos) {
    return GapAndHeartbeatRecords.heartbeat(
        options.heartbeatTopic(), group.group(), group.partitionMap(), offset, nowNanos);
  }

  /**
   * Adds records that store what settings mean that name a range, once for each cluster: later
   * starts use the same instants.
   */
  public void addInstants(String clusterKey) {
    if (!options.heartbeatTopic().isEmpty() && clustersWithInstants.add(clusterKey)) {
      long nowNanos = wallNanos.getAsLong();
      options
          .instants()
          .forEach(
              (setting, instant) ->
                  pending.add(
                      () ->
                          GapAndHeartbeatRecords.instant(
                              options.heartbeatTopic(), clusterKey, setting, instant, nowNanos)));
    }
  }

  /** Whether it is time for heartbeats. If so, the next interval starts. */
  public boolean startsHeartbeats(long nowNanos) {
    long interval = options.heartbeatInterval().toNanos();
    boolean starts =
        interval > 0
            && (lastHeartbeatNanos == Long.MIN_VALUE || nowNanos - lastHeartbeatNanos >= interval);
    lastHeartbeatNanos = starts ? nowNanos : lastHeartbeatNanos;
    return starts;
  }

  /** Adds a heartbeat of a group, unless its offset is unchanged or its rows are being emitted. */
  public void addHeartbeat(SideTopicGroup group) {
    if (!group.isSettled()) {
      return;
    }
    Map<String, String> offset = group.settledOffsetMap();
    if (!offset.equals(sentOffsets.put(group, offset))) {
      long nowNanos = wallNanos.getAsLong();
      pending.add(() -> heartbeat(group, offset, nowNanos));
    }
  }

  /**
   * Moves pending records to those of a poll: all records with the offset of a group, because its
   * next rows have a newer one; and as many records of channels and ranges as fit, because they can
   * be many.
   */
  public void drainTo(PollBudget budget) {
    for (StatusEvent event = status.next(); event != null; event = status.next()) {
      budget.add(statusRecords.record(event));
    }
    pending.forEach(record -> budget.add(record.get()));
    pending.clear();
    catalogue.drainTo(budget);
    ranges.drainTo(budget);
  }
}
