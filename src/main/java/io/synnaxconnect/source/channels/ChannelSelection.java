package io.synnaxconnect.source.channels;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which channels a user selects, and the groups of these channels. Pure. */
public final class ChannelSelection {

  private final ChannelPatterns include;
  private final ChannelPatterns exclude;
  private final Set<Long> channelKeys;
  private final boolean withVirtual;
  private final boolean withInternal;
  private final boolean withIndexes;

  /**
   * Selects channels that {@code include} or {@code channelKeys} name, and {@code exclude} does
   * not.
   *
   * @param withVirtual whether channels whose samples are never stored can be selected
   * @param withInternal whether internal channels of the cluster can be selected
   * @param withIndexes whether channels that contain the timestamps of others can be selected
   */
  public ChannelSelection(
      ChannelPatterns include,
      ChannelPatterns exclude,
      Set<Long> channelKeys,
      boolean withVirtual,
      boolean withInternal,
      boolean withIndexes) {
    this.include = include;
    this.exclude = exclude;
    this.channelKeys = Set.copyOf(channelKeys);
    this.withVirtual = withVirtual;
    this.withInternal = withInternal;
    this.withIndexes = withIndexes;
  }

  /** Selects every channel of these kinds. */
  public static ChannelSelection all(
      boolean withVirtual, boolean withInternal, boolean withIndexes) {
    return new ChannelSelection(
        ChannelPatterns.parse(".*"),
        ChannelPatterns.NONE,
        Set.of(),
        withVirtual,
        withInternal,
        withIndexes);
  }

  /** The names and keys that select, unless expressions do. */
  public Optional<ChannelSelector> exact() {
    return include.plainNames().map(names -> new ChannelSelector(names, channelKeys));
  }

  /**
   * The groups of the selected channels, in order of group key. A channel with an index is in the
   * group of that index. A virtual channel without an index is its own group. A channel whose index
   * is not in the list is in no group.
   *
   * @param channels all channels of the cluster
   */
  public List<IndexGroup> groups(List<Channel> channels) {
    Map<Long, Channel> byKey = byKey(channels);
    Map<Long, List<Channel>> members = new TreeMap<>();
    for (Channel channel : selected(channels)) {
      long groupKey = channel.isIndexed() ? channel.indexKey() : channel.key();
      if (byKey.containsKey(groupKey)) {
        members.computeIfAbsent(groupKey, key -> new ArrayList<>()).add(channel);
      }
    }
    List<IndexGroup> groups = new ArrayList<>();
    members.forEach((key, group) -> groups.add(new IndexGroup(index(group, byKey), group)));
    return groups;
  }

  private static @Nullable Channel index(List<Channel> group, Map<Long, Channel> byKey) {
    return group.get(0).isIndexed() ? byKey.get(group.get(0).indexKey()) : null;
  }

  /** All selected channels, in order of key. */
  public List<Channel> selected(List<Channel> channels) {
    return named(channels).stream()
        .filter(channel -> withVirtual || !channel.isVirtual())
        .filter(channel -> withInternal || !channel.isInternal())
        .filter(channel -> withIndexes || !channel.isIndex())
        .toList();
  }

  /**
   * Channels that the names and keys select, whatever their kind, in order of key. If the kind
   * excludes all of them, they explain why the selection is empty.
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

  /** A sentence for each entry of include that is neither a name nor an expression. */
  public List<String> includeProblems(List<Channel> channels) {
    return include.problems(names(channels));
  }

  /** The same of exclude. While there are any, channels cannot be selected. */
  public List<String> excludeProblems(List<Channel> channels) {
    return exclude.problems(names(channels));
  }

  /** Entries of include that can only be the name of a channel, and no channel has it. */
  public List<String> unknownNames(List<Channel> channels) {
    return include.unknownNames(names(channels));
  }

  /** A sentence for each entry of include that is read as an expression, but not meant as one. */
  public List<String> misunderstoodIncludes(List<Channel> channels) {
    return include.misunderstood(names(channels));
  }

  /** The same of exclude. */
  public List<String> misunderstoodExcludes(List<Channel> channels) {
    return exclude.misunderstood(names(channels));
  }

  /** How many channels include or the keys name, also those that exclude removes. */
  public int countBeforeExclude(List<Channel> channels) {
    Set<String> included = include.matching(names(channels));
    return (int)
        channels.stream()
            .filter(c -> included.contains(c.name()) || channelKeys.contains(c.key()))
            .count();
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
