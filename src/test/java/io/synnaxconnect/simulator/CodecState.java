package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What encoder and decoder must agree on: the sorted keys of one request and their types, under a
 * sequence number (protocol section 4.4).
 */
final class CodecState {

  private final int sequence;
  private final List<Long> sortedKeys;
  private final Map<Long, DataType> types;
  private final boolean variable;

  private CodecState(int sequence, List<Long> sortedKeys, Map<Long, DataType> types) {
    this.sequence = sequence;
    this.sortedKeys = sortedKeys;
    this.types = types;
    this.variable = types.values().stream().anyMatch(DataType::isVariable);
  }

  /** The state of a request: a key that is named twice stands twice among the sorted keys. */
  static CodecState of(int sequence, Collection<Channel> channels) {
    Map<Long, DataType> types = new HashMap<>();
    for (Channel channel : channels) {
      DataType type = channel.dataType();
      if (type != null) {
        types.put(channel.key(), type);
      }
    }
    return new CodecState(sequence, channels.stream().map(Channel::key).sorted().toList(), types);
  }

  int sequence() {
    return sequence;
  }

  List<Long> sortedKeys() {
    return sortedKeys;
  }

  @Nullable DataType type(long channelKey) {
    return types.get(channelKey);
  }

  /** Whether any key is of a variable-width type: then no frame of this state has EQ_LEN. */
  boolean hasVariable() {
    return variable;
  }
}
