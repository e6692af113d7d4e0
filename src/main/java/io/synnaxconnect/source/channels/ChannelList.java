package io.synnaxconnect.source.channels;

import io.synnaxconnect.telem.Channel;
import java.util.List;

/**
 * All channels of a cluster at one moment.
 *
 * @param number larger than that of every list that was requested before this one
 * @param clusterKey the cluster that answered
 */
public record ChannelList(long number, String clusterKey, List<Channel> channels) {

  /** Copies the list. */
  public ChannelList {
    channels = List.copyOf(channels);
  }
}
