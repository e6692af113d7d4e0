package io.synnaxconnect.source.plan;

import io.synnaxconnect.offset.InstantOffset;
import java.time.Duration;
import java.util.Map;

/**
 * Records about the delivery itself.
 *
 * @param gapTopic topic for closed gaps, empty for none
 * @param heartbeatTopic topic for heartbeats, empty for none
 * @param heartbeatInterval how often a heartbeat is sent for each group, zero for never
 * @param statusTopic topic for the events of a task, empty for none
 * @param catalogueTopic topic for the channels, empty for none
 * @param rangesTopic topic for the ranges, empty for none
 * @param tombstones whether a record without value follows the last record of a deleted channel
 * @param instants what settings mean that name a range, to be stored with the offsets
 */
public record SideTopicOptions(
    String gapTopic,
    String heartbeatTopic,
    Duration heartbeatInterval,
    String statusTopic,
    String catalogueTopic,
    String rangesTopic,
    boolean tombstones,
    Map<String, InstantOffset> instants) {

  /** No such records. */
  public static final SideTopicOptions NONE =
      new SideTopicOptions("", "", Duration.ZERO, "", "", "", false, Map.of());

  /** Copies the map. */
  public SideTopicOptions {
    instants = Map.copyOf(instants);
  }
}
