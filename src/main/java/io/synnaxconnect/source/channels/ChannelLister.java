package io.synnaxconnect.source.channels;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Lists the channels of a cluster, for any thread: every list knows which one is newer. */
public final class ChannelLister {

  private final SynnaxCluster cluster;
  private final AtomicLong lastNumber = new AtomicLong();

  public ChannelLister(SynnaxCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * All channels of the cluster that answers.
   *
   * @throws SynnaxException also when another cluster took its place meanwhile, or when the list is
   *     empty: every cluster has channels of its own, so that nothing must be concluded from it
   */
  public ChannelList list() {
    return list(cluster.checkConnectivity().clusterKey());
  }

  /** All channels of the cluster that answered just before. */
  public ChannelList list(String clusterKey) {
    long number = lastNumber.incrementAndGet();
    List<Channel> channels = cluster.retrieveChannels();
    String answering = cluster.checkConnectivity().clusterKey();
    if (!answering.equals(clusterKey)) {
      throw new SynnaxException(
          Code.UNREACHABLE,
          "Another cluster took the place of " + clusterKey + " meanwhile: " + answering);
    }
    if (channels.isEmpty()) {
      throw new SynnaxException(
          Code.UNREACHABLE, "The cluster lists no channel at all, not even its own");
    }
    return new ChannelList(number, clusterKey, channels);
  }
}
