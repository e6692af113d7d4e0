package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a server refuses when channels are created and deleted, with its texts (channels.json). */
final class ChannelRules {

  private static final Pattern LEGAL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private ChannelRules() {}

  static void checkName(int position, String name, Collection<Channel> existing) {
    if (name.isEmpty()) {
      throw nameError(position, "name cannot be empty: invalid channel name");
    }
    if (!LEGAL_NAME.matcher(name).matches()) {
      throw nameError(
          position,
          "channel name '"
              + name
              + "' contains invalid characters. Only letters, digits, and underscores are allowed,"
              + " and it cannot start with a digit: invalid channel name");
    }
    if (existing.stream().anyMatch(channel -> channel.name().equals(name))) {
      throw nameError(position, "channel with name '" + name + "' already exists");
    }
  }

  private static CoreError nameError(int position, String text) {
    return CoreError.atPath(
        List.of(String.valueOf(position), "name"), "sy.validation", text + ": validation error");
  }

  static void checkType(ChannelMessage wanted, Profile profile) {
    if (wanted.getDataType().isEmpty()) {
      throw CoreError.atField("data_type", "required");
    }
    if (wanted.getIsIndex() && !wanted.getDataType().equals("timestamp")) {
      throw CoreError.atField("data_type", "index channel must be of type timestamp");
    }
    DataType type = DataType.ofWireName(wanted.getDataType());
    boolean isKnown = type != null && (type != DataType.BOOLEAN || profile.knowsBooleans());
    if (!wanted.getVirtual() && !isKnown) {
      throw CoreError.atField("data_type", "unknown data type " + wanted.getDataType());
    }
  }

  static void checkIndex(ChannelMessage wanted, Map<Long, Channel> byKey) {
    if (wanted.getVirtual()) {
      if (wanted.getIndex() != 0) {
        throw CoreError.atField("index", "virtual channel cannot be indexed");
      }
      return;
    }
    if (wanted.getIsIndex()) {
      return;
    }
    if (wanted.getIndex() == 0) {
      throw CoreError.atField("index", "non-indexed channel must have an index");
    }
    long indexKey = Integer.toUnsignedLong(wanted.getIndex());
    Channel index = byKey.get(indexKey);
    if (index == null) {
      throw CoreError.atPath(
          List.of("index"),
          "sy.query.not_found",
          "index channel with key " + indexKey + " does not exist: not found: query");
    }
    if (!index.isIndex()) {
      throw CoreError.atPath(
          List.of("index"),
          "sy.validation",
          "channel " + label(index) + " is not an index: validation error");
    }
  }

  static void checkDeletion(List<Channel> doomed, Collection<Channel> all, Profile profile) {
    List<String> internal = doomed.stream().filter(Channel::isInternal).map(Channel::name).toList();
    if (!internal.isEmpty()) {
      throw new CoreError(
          profile.internalDeletionType(), "can't delete internal channel(s): " + internal);
    }
    for (Channel index : doomed) {
      for (Channel other : all) {
        boolean indexed = other.indexKey() == index.key() && !other.equals(index);
        if (index.isIndex() && !index.isVirtual() && indexed && !doomed.contains(other)) {
          throw CoreError.unknown(
              "cannot delete channel %s because it indexes data in channel %s"
                  .formatted(label(index), label(other)));
        }
      }
    }
  }

  /** A channel as the server's texts name it. */
  static String label(Channel channel) {
    return "[" + channel.name() + "]<" + channel.key() + ">";
  }
}
