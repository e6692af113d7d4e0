package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.telem.DataType;

/** The channels that a create call can ask for. */
final class NewChannel {

  private NewChannel() {}

  static ChannelMessage index(String name) {
    return ChannelMessage.newBuilder()
        .setName(name)
        .setDataType(DataType.TIMESTAMP.wireName())
        .setIsIndex(true)
        .build();
  }

  static ChannelMessage data(String name, DataType type, long indexKey) {
    return ChannelMessage.newBuilder()
        .setName(name)
        .setDataType(type.wireName())
        .setIndex((int) indexKey)
        .build();
  }

  static ChannelMessage virtual(String name, String dataTypeName) {
    return ChannelMessage.newBuilder()
        .setName(name)
        .setDataType(dataTypeName)
        .setVirtual(true)
        .build();
  }

  static ChannelMessage free(String name, String dataTypeName) {
    return virtual(name, dataTypeName).toBuilder().setLeaseholder(Channels.FREE_NODE).build();
  }

  /** The same, leased to a node. */
  static ChannelMessage at(int node, ChannelMessage wanted) {
    return wanted.toBuilder().setLeaseholder(node).build();
  }

  static ChannelMessage calculated(String name, String expression) {
    return virtual(name, DataType.FLOAT64.wireName()).toBuilder().setExpression(expression).build();
  }
}
