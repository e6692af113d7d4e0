package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.FrameChannels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Channels as a stream needs them: each once, in order of key, each of a type that we can read.
 *
 * @param dataTypes type of each channel by key
 * @param channels the same channels, for readers of frames
 */
record ChannelSet(Map<Long, DataType> dataTypes, FrameChannels channels) {

  /**
   * Checks and orders the channels.
   *
   * @param version of the server
   * @throws SynnaxException naming every channel that cannot be streamed
   */
  static ChannelSet of(Collection<Channel> channels, ServerVersion version) {
    Map<Long, DataType> dataTypes = new TreeMap<>();
    List<String> unknown = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    boolean newlines = version.separatesByNewline();
    for (Channel channel : channels) {
      DataType type = channel.dataType();
      String label = channel.shownName() + " (" + channel.key() + ", " + channel.shownType() + ")";
      if (type == null) {
        unknown.add(label);
      } else if (type.isVariable() && newlines) {
        unreadable.add(label);
      } else {
        dataTypes.put(channel.key(), type);
      }
    }
    refuse(unknown, Code.INVALID_ARGUMENT, "their data type is unknown: exclude them");
    refuse(unreadable, Code.UNSUPPORTED, withoutLengths(version));
    return new ChannelSet(dataTypes, FrameChannels.of(channels));
  }

  private static String withoutLengths(ServerVersion version) {
    return "Synnax "
        + version.text()
        + " does not send where such samples end: exclude them, or update the cluster to 0.55.0"
        + " or newer";
  }

  private static void refuse(List<String> labels, Code code, String reason) {
    if (!labels.isEmpty()) {
      throw new SynnaxException(code, "cannot stream " + String.join(", ", labels) + ": " + reason);
    }
  }

  Set<Long> channelKeys() {
    return dataTypes.keySet();
  }

  boolean isEmpty() {
    return dataTypes.isEmpty();
  }
}
