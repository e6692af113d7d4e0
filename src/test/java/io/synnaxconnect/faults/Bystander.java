package io.synnaxconnect.faults;

import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.telem.Channel;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Another reader of the same cluster, who has nothing to do with us and must not feel us. */
final class Bystander implements AutoCloseable {

  private final SynnaxClient client;
  private final Streamer streamer;
  private final AtomicLong frames = new AtomicLong();
  private final Thread thread = new Thread(this::run, "bystander");

  /** Reads these channels. */
  Bystander(SynnaxClientOptions options, Collection<String> channelNames) {
    client = SynnaxClient.create(options);
    List<Channel> channels = client.retrieveChannelsByNames(channelNames);
    streamer = client.openStreamer(channels, StreamerOptions.DEFAULT);
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        if (streamer.read(Duration.ofSeconds(1)) != null) {
          frames.incrementAndGet();
        }
      }
    } catch (InterruptedException | SynnaxException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** Frames that it got so far. */
  long frames() {
    return frames.get();
  }

  @Override
  public void close() {
    thread.interrupt();
    streamer.close();
    client.close();
  }
}
