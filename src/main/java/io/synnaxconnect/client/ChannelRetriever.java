package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.proto.ChannelRetrieveServiceGrpc;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Asks a cluster for its channels. */
final class ChannelRetriever {

  /** If a name has any other character, a server reads all names as regular expressions. */
  private static final Pattern LITERAL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /** A server keeps it, and does nothing. */
  private static final int NO_OPERATION = 3;

  /** Stands for the right to all of them. */
  private static final Set<String> EVERY_CHANNEL = Set.of("");

  private final Session session;

  ChannelRetriever(Session session) {
    this.session = session;
  }

  List<Channel> all() {
    return retrieve(EVERY_CHANNEL, ToProto.allChannels());
  }

  /** Throws {@code NOT_FOUND} if one of them does not exist. */
  List<Channel> byKeys(Collection<Long> channelKeys) {
    Set<Long> unique = new LinkedHashSet<>(channelKeys);
    // Without any key the server would answer with all channels.
    return unique.isEmpty() ? List.of() : retrieve(unique, ToProto.channelsByKeys(unique));
  }

  /** Omits unknown names. */
  List<Channel> byNames(Collection<String> names) {
    Set<String> unique = new LinkedHashSet<>(names);
    if (unique.isEmpty()) {
      return List.of();
    }
    if (unique.stream().allMatch(name -> LITERAL_NAME.matcher(name).matches())) {
      return retrieve(unique, ToProto.channelsByNames(unique));
    }
    return all().stream().filter(channel -> unique.contains(channel.name())).toList();
  }

  /** Selects here, since the expressions of a server are another dialect than Java's. */
  List<Channel> matching(Pattern expression) {
    return all().stream().filter(c -> expression.matcher(c.name()).matches()).toList();
  }

  /**
   * Every selected channel once, in order of key.
   *
   * @throws SynnaxException with {@code NOT_FOUND} that names all that do not exist, or with {@code
   *     INVALID_ARGUMENT} for names that several channels have
   */
  List<Channel> selected(ChannelSelector selector) {
    List<Channel> named = byNames(selector.names());
    List<Channel> keyed;
    try {
      keyed = byKeys(selector.channelKeys());
    } catch (SynnaxException e) {
      if (e.code() != Code.NOT_FOUND) {
        throw e;
      }
      // One unknown key fails them all: find out which ones exist.
      keyed = all().stream().filter(c -> selector.channelKeys().contains(c.key())).toList();
    }
    refuseUnknown(selector, named, keyed);
    refuseAmbiguous(named);
    TreeMap<Long, Channel> byKey = new TreeMap<>();
    named.forEach(channel -> byKey.put(channel.key(), channel));
    keyed.forEach(channel -> byKey.put(channel.key(), channel));
    return List.copyOf(byKey.values());
  }

  /**
   * The selected channels that exist and their indexes, in order of key, for a user who may not
   * list all: a server denies a list as a whole if it denies one channel of it. An index that the
   * user may not retrieve is omitted.
   *
   * @throws SynnaxException with {@code ACCESS_DENIED} that names the selected channels which the
   *     user may not retrieve, up to ten
   */
  List<Channel> visible(ChannelSelector selector) {
    VisibleChannels visible = new VisibleChannels();
    visible.collect(List.copyOf(selector.names()), this::byNames);
    visible.collect(List.copyOf(selector.channelKeys()), this::byKeys);
    visible.requireNoneDenied();
    visible.collect(visible.missingIndexes(), this::byKeys);
    return visible.all();
  }

  private static void refuseUnknown(
      ChannelSelector selector, List<Channel> named, List<Channel> keyed) {
    Set<String> names = new TreeSet<>(selector.names());
    named.forEach(channel -> names.remove(channel.name()));
    Set<Long> keys = new TreeSet<>(selector.channelKeys());
    keyed.forEach(channel -> keys.remove(channel.key()));
    List<String> unknown = new ArrayList<>(names);
    keys.forEach(key -> unknown.add(key.toString()));
    if (!unknown.isEmpty()) {
      throw new SynnaxException(
          Code.NOT_FOUND,
          "the cluster has no channel "
              + String.join(", ", unknown)
              + ": correct the name or key, or create it");
    }
  }

  private static void refuseAmbiguous(List<Channel> named) {
    TreeMap<String, List<Long>> keysOf = new TreeMap<>();
    named.forEach(
        channel ->
            keysOf.computeIfAbsent(channel.name(), n -> new ArrayList<>()).add(channel.key()));
    keysOf.values().removeIf(keys -> keys.size() == 1);
    if (!keysOf.isEmpty()) {
      throw new SynnaxException(
          Code.INVALID_ARGUMENT, "several channels have one name, select them by key: " + keysOf);
    }
  }

  private List<Channel> retrieve(Set<?> subjects, ChannelRetrieveRequest request) {
    List<ChannelMessage> answer =
        session
            .unary(
                "list the channels", subjects, ChannelRetrieveServiceGrpc.getExecMethod(), request)
            .getChannelsList();
    return answer.stream()
        .map(ChannelRetriever::channel)
        .sorted(Comparator.comparingLong(Channel::key))
        .toList();
  }

  static Channel channel(ChannelMessage message) {
    DataType type = DataType.ofWireName(message.getDataType());
    return new Channel(
        Integer.toUnsignedLong(message.getKey()),
        message.getName(),
        type == null ? message.getDataType() : type.wireName(),
        Integer.toUnsignedLong(message.getIndex()),
        message.getIsIndex(),
        message.getVirtual(),
        message.getInternal(),
        message.getExpression(),
        message.getOperationsList().stream().anyMatch(o -> o.getType() != NO_OPERATION));
  }
}
