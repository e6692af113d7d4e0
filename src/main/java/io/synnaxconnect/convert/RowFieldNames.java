package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Names of the fields of rows: legal in Avro, and each for one channel. A channel keeps its field
 * until it is renamed.
 */
final class RowFieldNames {

  /** The field that every row has. */
  static final String TIMESTAMP = "timestamp";

  private record Named(String channelName, String fieldName) {}

  private final Map<Long, Named> byChannelKey = new HashMap<>();
  private final Map<String, Long> owners = new HashMap<>();

  /** The names of these channels; those of all others are free again. */
  RowFieldNames retaining(List<Channel> channels) {
    RowFieldNames retained = new RowFieldNames();
    for (Channel channel : channels) {
      Named named = byChannelKey.get(channel.key());
      if (named != null && named.channelName().equals(channel.name())) {
        retained.byChannelKey.put(channel.key(), named);
        retained.owners.put(named.fieldName(), channel.key());
      }
    }
    return retained;
  }

  /**
   * The field of a channel: its name made legal. If another channel has that name already, the
   * channel's key follows it.
   */
  String add(Channel channel) {
    Named named = byChannelKey.get(channel.key());
    if (named == null) {
      named = new Named(channel.name(), free(channel));
      byChannelKey.put(channel.key(), named);
      owners.put(named.fieldName(), channel.key());
    }
    return named.fieldName();
  }

  /** The field of a channel that was added. */
  String of(Channel channel) {
    return Objects.requireNonNull(byChannelKey.get(channel.key())).fieldName();
  }

  private String free(Channel channel) {
    String name = legal(channel.name());
    long owner = owners.getOrDefault(name, channel.key());
    return name.equals(TIMESTAMP) || owner != channel.key() ? name + "_" + channel.key() : name;
  }

  /** Replaces what Avro does not allow by {@code _}, and puts one before a leading digit. */
  static String legal(String name) {
    String legal = name.replaceAll("[^A-Za-z0-9_]", "_");
    return legal.isEmpty() || Character.isDigit(legal.charAt(0)) ? "_" + legal : legal;
  }
}
