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

  /** The first minor version that sends the lengths of variable-width samples. */
  private static final int FIRST_MINOR_WITH_LENGTHS = 55;

  /**
   * Checks and orders the channels.
   *
   * @param nodeVersion of the server, for example {@code 0.56.16}
   * @throws SynnaxException naming every channel that cannot be streamed
   */
  static ChannelSet of(Collection<Channel> channels, String nodeVersion) {
    Map<Long, DataType> dataTypes = new TreeMap<>();
    List<String> unknown = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    boolean newlines = separatesByNewline(nodeVersion);
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
    refuse(unreadable, Code.UNSUPPORTED, withoutLengths(nodeVersion));
    return new ChannelSet(dataTypes, FrameChannels.of(channels));
  }

  private static String withoutLengths(String nodeVersion) {
    return "Synnax "
        + nodeVersion
        + " does not send where such samples end: exclude them, or update the cluster to 0.55.0"
        + " or newer";
  }

  private static void refuse(List<String> labels, Code code, String reason) {
    if (!labels.isEmpty()) {
      throw new SynnaxException(code, "cannot stream " + String.join(", ", labels) + ": " + reason);
    }
  }

  /** A version that we cannot read counts as new, and so does 0.0 of development builds. */
  private static boolean separatesByNewline(String nodeVersion) {
    String[] parts = nodeVersion.split("\\.", 3);
    return parts.length > 1
        && parts[0].equals("0")
        && parts[1].matches("[1-9]\\d{0,3}")
        && Integer.parseInt(parts[1]) < FIRST_MINOR_WITH_LENGTHS;
  }

  Set<Long> channelKeys() {
    return dataTypes.keySet();
  }

  boolean isEmpty() {
    return dataTypes.isEmpty();
  }
}
