package io.synnaxconnect.source.channels;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.ClusterInfo;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Lists the channels of a cluster, and numbers the lists by age. Thread-safe. */
public final class ChannelLister {

  private final SynnaxCluster cluster;
  private final Optional<ChannelSelector> exact;
  private final Optional<ReadRights> rights;
  private final AtomicLong lastNumber = new AtomicLong();

  /**
   * Lists the channels of a cluster.
   *
   * @param exact what to ask for if the user may not retrieve all channels
   * @param rights finds channels that the user may not read, if these are to be omitted
   */
  public ChannelLister(
      SynnaxCluster cluster, Optional<ChannelSelector> exact, Optional<ReadRights> rights) {
    this.cluster = cluster;
    this.exact = exact;
    this.rights = rights;
  }

  /**
   * All channels of a cluster; only these and their indexes if the user may not retrieve all.
   *
   * @throws SynnaxException with {@code ACCESS_DENIED} if the user may not retrieve all, and {@code
   *     exact} is empty or has channels that the user may not retrieve either
   */
  public static List<Channel> retrieve(SynnaxCluster cluster, Optional<ChannelSelector> exact) {
    try {
      return cluster.retrieveChannels();
    } catch (SynnaxException e) {
      if (e.code() != Code.ACCESS_DENIED || exact.isEmpty()) {
        throw e;
      }
      return cluster.retrieveVisibleChannels(exact.get());
    }
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
    List<Channel> channels = retrieve(cluster, exact);
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
    Set<Long> denied = rights.map(known -> known.denied(channels)).orElse(Set.of());
    return new ChannelList(number, answering, answer.nodeTimeNanos(), channels, denied);
  }
}
