package io.synnaxconnect.source.channels;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Which channels the user may not read, so that they are omitted. Every list of channels tries it
 * again. A right that was in use and is taken away may be given back: such a channel is omitted
 * only after a while. Thread-safe.
 */
public final class ReadRights {

  private final SynnaxCluster cluster;
  private final Function<List<Channel>, List<Channel>> tried;
  private final long graceNanos;
  private final LongSupplier nanoTime;
  private final Set<Long> inUse = new HashSet<>();

  /** Denied channels, the next to be tried first; each with the time of the first denial. */
  private Map<Long, Long> deniedSince = new LinkedHashMap<>();

  /**
   * Knows of no channel.
   *
   * @param tried selects the channels to try from all channels of the cluster
   * @param graceNanos how long a channel that was readable may be denied before it is omitted
   * @param nanoTime as {@link System#nanoTime}
   */
  public ReadRights(
      SynnaxCluster cluster,
      Function<List<Channel>, List<Channel>> tried,
      long graceNanos,
      LongSupplier nanoTime) {
    this.cluster = cluster;
    this.tried = tried;
    this.graceNanos = graceNanos;
    this.nanoTime = nanoTime;
  }

  /** Keys of the channels to omit, after a list of all channels. */
  synchronized Set<Long> denied(List<Channel> all) {
    Map<Long, Channel> trusted = new LinkedHashMap<>();
    tried.apply(all).forEach(channel -> trusted.put(channel.key(), channel));
    Set<Long> keys = Set.copyOf(trusted.keySet());
    List<Channel> suspects = new ArrayList<>();
    for (long key : deniedSince.keySet()) {
      Channel suspect = trusted.remove(key);
      if (suspect != null) {
        suspects.add(suspect);
      }
    }
    // Apart from each other: a few denied channels are no reason to try the others in parts.
    List<Channel> denied = new ArrayList<>(cluster.deniedChannels(trusted.values()));
    denied.addAll(cluster.deniedChannels(suspects));
    return omitted(keys, denied);
  }

  private Set<Long> omitted(Set<Long> keys, List<Channel> denied) {
    long nowNanos = nanoTime.getAsLong();
    Map<Long, Long> since = new LinkedHashMap<>();
    for (Channel channel : denied) {
      since.put(channel.key(), deniedSince.getOrDefault(channel.key(), nowNanos));
    }
    deniedSince = since;
    inUse.retainAll(keys);
    keys.stream().filter(key -> !since.containsKey(key)).forEach(inUse::add);
    return since.entrySet().stream()
        .filter(e -> !inUse.contains(e.getKey()) || nowNanos - e.getValue() >= graceNanos)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
