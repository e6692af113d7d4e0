package io.synnaxconnect.client;

import io.synnaxconnect.telem.Channel;
import java.util.Collection;
import java.util.List;

/** One connection to a Synnax cluster. Thread-safe. */
public final class SynnaxClient implements AutoCloseable {

  /** Prepares a connection; nothing is sent before the first call. */
  public static SynnaxClient create(SynnaxClientOptions options) {
    throw new UnsupportedOperationException("skeleton " + options);
  }

  /** Asks who answers; needs no login. */
  public ClusterInfo checkConnectivity() {
    throw new UnsupportedOperationException("skeleton");
  }

  /** Logs in, even when a token is held. */
  public ClusterInfo login() {
    throw new UnsupportedOperationException("skeleton");
  }

  /** Connects at once at the next call, instead of after gRPC's own back-off. */
  public void resetConnectBackoff() {
    throw new UnsupportedOperationException("skeleton");
  }

  /** All channels of the cluster, internal ones too, in order of key. */
  public List<Channel> retrieveChannels() {
    throw new UnsupportedOperationException("skeleton");
  }

  /** Opens a live stream; returns when the cluster has acknowledged it. Zero channels are legal. */
  public Streamer openStreamer(Collection<Channel> channels, StreamerOptions options) {
    throw new UnsupportedOperationException("skeleton" + channels + options);
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("skeleton");
  }
}
