package io.synnaxconnect.source.channels;

import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.Set;

/**
 * All channels of a cluster at one moment.
 *
 * @param number larger than that of every list that was requested before this one
 * @param clusterKey the cluster that answered
 * @param clusterNanos the cluster's clock before the list was made, nanoseconds since the Unix
 *     epoch; 0 if the cluster does not tell
 * @param deniedKeys channels to omit, because the user may not read them
 */
public record ChannelList(
    long number,
    String clusterKey,
    long clusterNanos,
    List<Channel> channels,
    Set<Long> deniedKeys) {

  /** Copies list and set. */
  public ChannelList {
    channels = List.copyOf(channels);
    deniedKeys = Set.copyOf(deniedKeys);
  }

  /** Whether the user may not read a channel or its index, without which it has no timestamps. */
  public boolean isDenied(Channel channel) {
    return deniedKeys.contains(channel.key()) || deniedKeys.contains(channel.indexKey());
  }
}
