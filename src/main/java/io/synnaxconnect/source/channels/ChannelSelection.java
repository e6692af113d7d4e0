package io.synnaxconnect.source.channels;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which channels a user wants, and the groups they make. Pure. */
public final class ChannelSelection {

  private final ChannelPatterns include;
  private final ChannelPatterns exclude;
  private final Set<Long> channelKeys;
  private final boolean withVirtual;
  private final boolean withInternal;

  /**
   * Chooses what {@code include} or {@code channelKeys} name, without what {@code exclude} names.
   *
   * @param withVirtual whether channels whose samples are never stored may be chosen
   * @param withInternal whether channels of the cluster's own workings may be chosen
   */
  public ChannelSelection(
      ChannelPatterns include,
      ChannelPatterns exclude,
      Set<Long> channelKeys,
      boolean withVirtual,
      boolean withInternal) {
    this.include = include;
    this.exclude = exclude;
    this.channelKeys = Set.copyOf(channelKeys);
    this.withVirtual = withVirtual;
    this.withInternal = withInternal;
  }

  /**
   * The groups of the chosen channels, in order of group key. A stored or calculated channel is
   * grouped under its index; a virtual channel without index is a group of its own. A channel whose
   * index is not in the list is in none.
   *
   * @param channels all channels of the cluster
   */
  public List<IndexGroup> groups(List<Channel> channels) {
    Map<Long, Channel> byKey = byKey(channels);
    Map<Long, List<Channel>> members = new TreeMap<>();
    for (Channel channel : chosen(channels)) {
      long groupKey = channel.isIndexed() ? channel.indexKey() : channel.key();
      if (byKey.containsKey(groupKey)) {
        members.computeIfAbsent(groupKey, key -> new ArrayList<>()).add(channel);
      }
    }
    List<IndexGroup> groups = new ArrayList<>();
    members.forEach((key, chosen) -> groups.add(new IndexGroup(index(chosen, byKey), chosen)));
    return groups;
  }

  private static @Nullable Channel index(List<Channel> chosen, Map<Long, Channel> byKey) {
    return chosen.get(0).isIndexed() ? byKey.get(chosen.get(0).indexKey()) : null;
  }

  /** All chosen channels, in order of key. */
  public List<Channel> chosen(List<Channel> channels) {
    return named(channels).stream()
        .filter(channel -> withVirtual || !channel.isVirtual())
        .filter(channel -> withInternal || !channel.isInternal())
        .toList();
  }

  /**
   * Channels that include and exclude leave over, in order of key, before the kind of channel is
   * looked at: tells why nothing was chosen.
   */
  public List<Channel> named(List<Channel> channels) {
    Set<String> names = names(channels);
    Set<String> included = include.matching(names);
    Set<String> excluded = exclude.matching(names);
    return channels.stream()
        .filter(c -> included.contains(c.name()) || channelKeys.contains(c.key()))
        .filter(channel -> !excluded.contains(channel.name()))
        .sorted(Comparator.comparingLong(Channel::key))
        .toList();
  }

  /** What is wrong with expressions of include that would take far too long; mostly nothing. */
  public List<String> includeProblems(List<Channel> channels) {
    return include.problems(names(channels));
  }

  /** The same of exclude. While there are any, channels cannot be chosen. */
  public List<String> excludeProblems(List<Channel> channels) {
    return exclude.problems(names(channels));
  }

  /** Entries of include that can only be a channel's name, and no channel has it. */
  public List<String> unknownNames(List<Channel> channels) {
    return include.unknownNames(names(channels));
  }

  /** Keys that no channel has, in ascending order. */
  public List<Long> unknownKeys(List<Channel> channels) {
    Map<Long, Channel> byKey = byKey(channels);
    return channelKeys.stream().filter(key -> !byKey.containsKey(key)).sorted().toList();
  }

  private static Set<String> names(List<Channel> channels) {
    return channels.stream().map(Channel::name).collect(Collectors.toSet());
  }

  private static Map<Long, Channel> byKey(List<Channel> channels) {
    return channels.stream()
        .collect(Collectors.toMap(Channel::key, Function.identity(), (first, second) -> first));
  }
}
