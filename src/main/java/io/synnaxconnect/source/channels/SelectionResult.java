package io.synnaxconnect.source.channels;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;

/**
 * The channels of a cluster that a user's selection delivers, and those that it omits.
 *
 * @param groups the groups of the channels that are delivered, in order of group key
 * @param refused selected channels that are omitted all the same, in order of key
 * @param topicCount how many topics the delivered channels have
 */
public record SelectionResult(List<IndexGroup> groups, List<Refusal> refused, int topicCount) {

  /**
   * A selected channel that cannot be delivered.
   *
   * @param reason setting, value, reason and remedy, to follow the channel's name
   */
  public record Refusal(Channel channel, String reason) {}

  /** Copies the lists. */
  public SelectionResult {
    groups = List.copyOf(groups);
    refused = List.copyOf(refused);
  }

  /** How many channels are delivered. */
  public int channelCount() {
    return groups.stream().mapToInt(group -> group.channels().size()).sum();
  }
}
