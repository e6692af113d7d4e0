package first;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;

/** A program of somebody else: it has the client's jar, what that needs, and nothing of ours. */
public final class FirstSteps {

  private FirstSteps() {}

  /**
   * Logs in, lists, streams one frame and reads what is stored; arguments: address, user, password.
   */
  public static void main(String[] arguments) throws InterruptedException {
    SynnaxClientOptions options =
        SynnaxClientOptions.builder()
            .address(arguments[0])
            .credentials(arguments[1], arguments[2])
            .tls(SynnaxClientOptions.Tls.PLAINTEXT)
            .build();
    try (SynnaxClient client = SynnaxClient.create(options)) {
      System.out.println("cluster " + client.login().clusterKey());
      for (Channel channel : client.retrieveSelectedChannels(ChannelSelector.named("pressure"))) {
        System.out.println("channel " + channel.name() + " " + channel.dataTypeName());
      }
      try (Streamer streamer = client.openStreamer("pressure", "pressure_time")) {
        System.out.println("streaming");
        System.out.println("frame " + streamer.read().last("pressure"));
      }
      for (Rows rows : client.read(ChannelSelector.named("pressure"), TimeRange.MAX)) {
        System.out.println("rows " + rows.rowCount());
      }
    }
  }
}
