package io.synnaxconnect.client;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Live frames of a set of channels. One thread reads; any thread may update or close.
 *
 * <p>The cluster skips frames of a reader that does not keep up, and tells nobody: read without
 * pause. Frames that are not read yet are held here up to a bound.
 */
public interface Streamer extends AutoCloseable {

  /**
   * Waits for the next frame.
   *
   * @param timeout how long to wait at most; zero asks for what is already there
   * @return a frame with at least one series, or null when the time is over
   * @throws SynnaxException when the stream has ended: every later read fails the same way
   * @throws InterruptedException when this thread is interrupted while it waits
   */
  @Nullable Frame read(Duration timeout) throws InterruptedException;

  /**
   * Replaces the set of channels. Frames of the old set that are still on their way arrive and are
   * decoded as such; for channels in both sets nothing is lost or repeated.
   *
   * @throws SynnaxException with {@code INVALID_ARGUMENT} for a channel whose data type is unknown,
   *     before anything is sent
   */
  void updateChannels(Collection<Channel> channels);

  /** Ends the stream at once, without waiting for the cluster. Idempotent. */
  @Override
  void close();
}
