package io.synnaxconnect.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which writers begin and end, from a cluster's control channels: one for each node up to 0.56, one
 * for the cluster from 0.57 on. A new stream of them begins with everything that is held. Seen on
 * Synnax 0.56.16.
 */
public final class ControlTransfers {

  private static final Pattern NAME = Pattern.compile("sy_node_[0-9]+_control|sy_control");

  /**
   * A writer takes control of a channel, or releases it.
   *
   * @param isRelease whether nobody holds the channel any more: everything that its writer
   *     committed is stored
   */
  public record Transfer(long channelKey, boolean isRelease) {}

  private ControlTransfers() {}

  /** Those of a cluster's channels that report transfers. */
  public static List<Channel> channels(List<Channel> all) {
    return all.stream().filter(c -> c.isVirtual() && NAME.matcher(c.name()).matches()).toList();
  }

  /**
   * The transfers in a frame of control channels.
   *
   * @throws SynnaxException with {@code MALFORMED} if a sample is not what a cluster sends
   */
  public static List<Transfer> read(Frame frame) {
    List<Transfer> transfers = new ArrayList<>();
    for (int i = 0; i < frame.size(); i++) {
      Series series = frame.seriesAt(i);
      DataType type = series.dataType();
      if (type == DataType.STRING || type == DataType.JSON) {
        for (int sample = 0; sample < series.sampleCount(); sample++) {
          addAll(transfers, series.stringAt(sample));
        }
      }
    }
    return transfers;
  }

  private static void addAll(List<Transfer> transfers, String json) {
    try {
      JsonObject update = JsonParser.parseString(json).getAsJsonObject();
      for (JsonElement each : update.getAsJsonArray("transfers")) {
        transfers.add(transfer(each.getAsJsonObject()));
      }
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NullPointerException
        | NumberFormatException
        | UnsupportedOperationException e) {
      throw new SynnaxException(
          SynnaxException.Code.MALFORMED, "a control channel sent something unknown", e);
    }
  }

  private static Transfer transfer(JsonObject transfer) {
    boolean isHeld = transfer.get("to") instanceof JsonObject;
    JsonObject state = transfer.getAsJsonObject(isHeld ? "to" : "from");
    return new Transfer(state.get("resource").getAsLong(), !isHeld);
  }
}
