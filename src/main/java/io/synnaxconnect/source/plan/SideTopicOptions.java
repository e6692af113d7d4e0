package io.synnaxconnect.source.plan;

import java.time.Duration;

/**
 * Records about the delivery itself.
 *
 * @param gapTopic where closed gaps go, empty for nowhere
 * @param heartbeatTopic where heartbeats go, empty for nowhere
 * @param heartbeatInterval how often a heartbeat is sent for each group, zero for never
 * @param statusTopic where it is said what happens to a task, empty for nowhere
 * @param catalogueTopic where the channels are listed, empty for nowhere
 * @param tombstones whether a record without value follows the last one of a deleted channel
 */
public record SideTopicOptions(
    String gapTopic,
    String heartbeatTopic,
    Duration heartbeatInterval,
    String statusTopic,
    String catalogueTopic,
    boolean tombstones) {

  /** No such records. */
  public static final SideTopicOptions NONE =
      new SideTopicOptions("", "", Duration.ZERO, "", "", false);
}
