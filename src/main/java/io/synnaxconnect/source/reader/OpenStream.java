package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A stream that other threads than its reader may find dead. */
final class OpenStream implements AutoCloseable {

  private final Streamer streamer;
  private volatile @Nullable SynnaxException foundDead;
  private long droppedBefore;

  OpenStream(Streamer streamer) {
    this.streamer = streamer;
  }

  /** Waits for the next frame; null when the time is over. */
  @Nullable Frame read(Duration timeout) throws InterruptedException {
    try {
      return streamer.read(timeout);
    } catch (SynnaxException e) {
      SynnaxException reason = foundDead;
      if (reason == null) {
        throw e;
      }
      throw reason;
    }
  }

  /**
   * How many frames the client dropped since the last call, because the reader was too slow. The
   * alignments show what is missing, as if the cluster had skipped it. For the reader alone.
   */
  long takeDroppedFrames() {
    long dropped = streamer.droppedFrames();
    long since = dropped - droppedBefore;
    droppedBefore = dropped;
    return since;
  }

  /** Replaces the channels; frames of the old ones may still come. */
  void update(Collection<Channel> channels) {
    streamer.updateChannels(channels);
  }

  /** Ends the stream; its reader gets the reason and reopens it. Any thread may ask. */
  void abandon(SynnaxException reason) {
    foundDead = reason;
    streamer.close();
  }

  @Override
  public void close() {
    streamer.close();
  }
}
