package io.synnaxconnect.source;

import io.synnaxconnect.client.ClusterInfo;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.telem.Channel;
import java.util.Collection;
import java.util.List;

/** What a task needs of a cluster; see {@link SynnaxClient} for what each call does. */
public interface SynnaxConnection extends AutoCloseable {

  /** Logs in anew. */
  ClusterInfo login();

  /** Asks on the same connection whether the cluster still answers. */
  ClusterInfo checkConnectivity();

  /** Connects at once at the next call. */
  void resetConnectBackoff();

  /** All channels of the cluster. */
  List<Channel> retrieveChannels();

  /** Opens a live stream. */
  Streamer openStreamer(Collection<Channel> channels, StreamerOptions options);

  /** Fails everything under way. Idempotent. */
  @Override
  void close();

  /** The connection of a client, which is closed with it. */
  static SynnaxConnection of(SynnaxClient client) {
    return new SynnaxConnection() {
      @Override
      public ClusterInfo login() {
        return client.login();
      }

      @Override
      public ClusterInfo checkConnectivity() {
        return client.checkConnectivity();
      }

      @Override
      public void resetConnectBackoff() {
        client.resetConnectBackoff();
      }

      @Override
      public List<Channel> retrieveChannels() {
        return client.retrieveChannels();
      }

      @Override
      public Streamer openStreamer(Collection<Channel> channels, StreamerOptions options) {
        return client.openStreamer(channels, options);
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }
}
