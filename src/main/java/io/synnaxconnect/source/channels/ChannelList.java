package io.synnaxconnect.source.channels;

import io.synnaxconnect.telem.Channel;
import java.util.List;

/**
 * All channels of a cluster at one moment.
 *
 * @param number larger than that of every list that was requested before this one
 * @param clusterKey the cluster that answered
 * @param clusterNanos the cluster's clock before the list was made, nanoseconds since the Unix
 *     epoch; 0 if the cluster does not tell
 */
public record ChannelList(
    long number, String clusterKey, long clusterNanos, List<Channel> channels) {

  /** Copies the list. */
  public ChannelList {
    channels = List.copyOf(channels);
  }
}
