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

  /** The names of the channels that are still there; those of the others are free again. */
  RowFieldNames keeping(List<Channel> channels) {
    RowFieldNames kept = new RowFieldNames();
    for (Channel channel : channels) {
      Named known = byChannelKey.get(channel.key());
      if (known != null && known.channelName().equals(channel.name())) {
        kept.byChannelKey.put(channel.key(), known);
        kept.owners.put(known.fieldName(), channel.key());
      }
    }
    return kept;
  }

  /**
   * The field of a channel: its name made legal; where another has that already, with the channel's
   * key behind it.
   */
  String add(Channel channel) {
    Named known = byChannelKey.get(channel.key());
    if (known == null) {
      known = new Named(channel.name(), free(channel));
      byChannelKey.put(channel.key(), known);
      owners.put(known.fieldName(), channel.key());
    }
    return known.fieldName();
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

  /** Puts {@code _} in place of what Avro does not allow, and before a digit that leads. */
  static String legal(String name) {
    String legal = name.replaceAll("[^A-Za-z0-9_]", "_");
    return legal.isEmpty() || Character.isDigit(legal.charAt(0)) ? "_" + legal : legal;
  }
}
