package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The channels of a cluster with the rules of protocol section 8. Thread-safe. */
final class Channels {

  static final int FREE_NODE = 4095;

  private final TreeMap<Long, Channel> byKey = new TreeMap<>();
  private final int licenceLimit;
  private final Profile profile;
  private final Map<Integer, Long> nextLeased = new HashMap<>();
  private long nextFree = BuiltInChannels.FIRST_FREE;

  Channels(int nodes, int licenceLimit, Profile profile) {
    this.licenceLimit = licenceLimit;
    this.profile = profile;
    for (int node = 1; node <= nodes; node++) {
      long first = BuiltInChannels.FIRST_LEASED - Nodes.firstKey(1);
      nextLeased.put(node, Nodes.firstKey(node) + first);
    }
    BuiltInChannels.all(nodes).forEach(channel -> byKey.put(channel.key(), channel));
  }

  static int leaseholder(Channel channel) {
    return Nodes.leaseholder(channel.key());
  }

  static boolean isFree(Channel channel) {
    return leaseholder(channel) == FREE_NODE;
  }

  /** All channels in key order. */
  synchronized List<Channel> all() {
    return List.copyOf(byKey.values());
  }

  synchronized @Nullable Channel find(long key) {
    return byKey.get(key);
  }

  /** The channel of this key, or none. */
  Stream<Channel> stream(long key) {
    return Stream.ofNullable(find(key));
  }

  synchronized Optional<Channel> findByName(String name) {
    return byKey.values().stream().filter(channel -> channel.name().equals(name)).findFirst();
  }

  /** The channels of these keys, in this order; throws for the missing ones. */
  synchronized List<Channel> require(Collection<Long> keys) {
    List<Long> missing = keys.stream().filter(key -> !byKey.containsKey(key)).toList();
    if (!missing.isEmpty()) {
      throw CoreError.keysNotFound(missing);
    }
    List<Channel> found = new ArrayList<>();
    keys.forEach(key -> found.add(byKey.get(key)));
    return found;
  }

  /** What a create call made and what it answers. */
  record Created(List<Channel> answered, List<Channel> made) {}

  /** All of the requested channels or, where one of them breaks a rule, none. */
  synchronized Created create(List<ChannelMessage> requested, boolean retrieveIfNameExists) {
    List<Channel> answered = new ArrayList<>();
    List<Channel> made = new ArrayList<>();
    try {
      for (int i = 0; i < requested.size(); i++) {
        Optional<Channel> existing = findByName(requested.get(i).getName());
        if (existing.isPresent() && retrieveIfNameExists) {
          answered.add(existing.get());
          continue;
        }
        List<Channel> fresh = createOne(i, requested.get(i));
        answered.addAll(fresh);
        made.addAll(fresh);
      }
      return new Created(answered, made);
    } catch (CoreError e) {
      made.forEach(channel -> byKey.remove(channel.key()));
      throw e;
    }
  }

  private List<Channel> createOne(int position, ChannelMessage wanted) {
    ChannelRules.checkName(position, wanted.getName(), byKey.values());
    if (!wanted.getExpression().isEmpty()) {
      return createCalculated(wanted);
    }
    // What is refused from here on has used up a key (channels.json).
    boolean free = wanted.getVirtual() && wanted.getLeaseholder() == FREE_NODE;
    long key = free ? nextFree++ : nextLeasedKey(wanted.getLeaseholder());
    ChannelRules.checkType(wanted, profile);
    ChannelRules.checkIndex(wanted, byKey);
    boolean stored = !wanted.getVirtual();
    if (stored && storedCount() >= licenceLimit) {
      throw CoreError.unknown(
          "using more than " + licenceLimit + " channels without a license key");
    }
    long index = wanted.getIsIndex() ? key : Integer.toUnsignedLong(wanted.getIndex());
    Channel channel =
        new Channel(
            key,
            wanted.getName(),
            wanted.getDataType(),
            index,
            wanted.getIsIndex(),
            wanted.getVirtual(),
            false,
            "");
    byKey.put(key, channel);
    return List.of(channel);
  }

  /** The next key of a node; of the first node if none is named. */
  private long nextLeasedKey(int wantedNode) {
    int node = wantedNode == 0 ? 1 : wantedNode;
    Long key = nextLeased.get(node);
    if (key == null) {
      throw CoreError.unknown("node " + node + ": node not found");
    }
    nextLeased.put(node, key + 1);
    return key;
  }

  private List<Channel> createCalculated(ChannelMessage wanted) {
    String name = wanted.getName();
    String expression = wanted.getExpression();
    boolean hasOperations = wanted.getOperationsCount() > 0;
    Channel source = Expression.parse(expression, byKey.values()).source();
    long key = nextFree++;
    long index = nextFree++;
    Channel result =
        new Channel(
            key, name, source.dataTypeName(), index, false, true, false, expression, hasOperations);
    Channel time = new Channel(index, name + "_time", "timestamp", index, true, true, false, "");
    byKey.put(key, result);
    byKey.put(index, time);
    return List.of(result, time);
  }

  private long storedCount() {
    return byKey.values().stream().filter(c -> !c.isVirtual() && !c.isInternal()).count();
  }

  /** The new description; a rename to the same name is one too. */
  synchronized Channel rename(long key, String newName) {
    Channel old = require(List.of(key)).get(0);
    if (!old.name().equals(newName)) {
      ChannelRules.checkName(0, newName, byKey.values());
    }
    Channel renamed =
        new Channel(
            key,
            newName,
            old.dataTypeName(),
            old.indexKey(),
            old.isIndex(),
            old.isVirtual(),
            old.isInternal(),
            old.expression(),
            old.hasOperations());
    byKey.put(key, renamed);
    return renamed;
  }

  /** Puts a channel past all rules, as older clusters hold them. */
  synchronized void put(Channel channel) {
    byKey.put(channel.key(), channel);
    if (isFree(channel)) {
      nextFree = Math.max(nextFree, channel.key() + 1);
    } else {
      nextLeased.merge(leaseholder(channel), channel.key() + 1, Math::max);
    }
  }

  /** The channels that a delete call means. */
  synchronized List<Channel> toDelete(Collection<Long> keys, Collection<String> names) {
    if (!profile.passesOverUnknownDeletions()) {
      var unused = require(keys);
    }
    List<Channel> doomed =
        byKey.values().stream()
            .filter(c -> keys.contains(c.key()) || names.contains(c.name()))
            .toList();
    ChannelRules.checkDeletion(doomed, byKey.values(), profile);
    return doomed;
  }

  synchronized void remove(List<Channel> doomed) {
    doomed.forEach(channel -> byKey.remove(channel.key()));
  }
}
