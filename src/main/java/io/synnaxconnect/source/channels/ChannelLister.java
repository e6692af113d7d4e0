package io.synnaxconnect.source.channels;

import io.synnaxconnect.client.ClusterInfo;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Lists the channels of a cluster, and numbers the lists by age. Thread-safe. */
public final class ChannelLister {

  private final SynnaxCluster cluster;
  private final AtomicLong lastNumber = new AtomicLong();

  public ChannelLister(SynnaxCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * All channels of the cluster that answers.
   *
   * @throws SynnaxException also if another cluster replaced it meanwhile, or if the list is empty:
   *     every cluster has internal channels, so that an empty list is an error
   */
  public ChannelList list() {
    return list(cluster.checkConnectivity());
  }

  /** All channels of the cluster that has just given this answer. */
  public ChannelList list(ClusterInfo answer) {
    long number = lastNumber.incrementAndGet();
    List<Channel> channels = cluster.retrieveChannels();
    String answering = cluster.checkConnectivity().clusterKey();
    if (!answering.equals(answer.clusterKey())) {
      throw new SynnaxException(
          Code.UNREACHABLE,
          "Another cluster replaced " + answer.clusterKey() + " meanwhile: " + answering);
    }
    if (channels.isEmpty()) {
      throw new SynnaxException(
          Code.UNREACHABLE, "The cluster lists no channels, not even its internal ones");
    }
    return new ChannelList(number, answering, answer.nodeTimeNanos(), channels);
  }
}
