package io.synnaxconnect.client;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.TimeSpan;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Live frames of a set of channels. One thread reads; any thread may update or close.
 *
 * <p>Frames that are not read yet wait in a buffer of {@link StreamerOptions#bufferBytes}, which
 * the client fills on its own thread: a slow reader never slows the cluster down. What happens when
 * the buffer is full is the choice of {@link Overflow}. A cluster without CPU may still skip
 * frames, and tells nobody: the alignments of an index channel's series show it.
 *
 * <p>A stream ends with {@link #close}, with its client, or with a failure; a failure is a {@link
 * SynnaxException} that every later read throws again. Where it is retriable, a new stream may
 * succeed.
 */
public interface Streamer extends Iterable<Frame>, AutoCloseable {

  /**
   * Waits for the next frame, however long that takes.
   *
   * @return a frame with at least one series
   * @throws SynnaxException when the stream has ended, with {@code CLOSED} when it was closed here
   * @throws InterruptedException when this thread is interrupted while it waits
   */
  default Frame read() throws InterruptedException {
    Frame frame = read(FrameLoop.LONG);
    while (frame == null) {
      frame = read(FrameLoop.LONG);
    }
    return frame;
  }

  /**
   * Waits for the next frame.
   *
   * @param timeout how long to wait at most; zero or less asks for what is already there
   * @return a frame with at least one series, or null when the time is over
   * @throws SynnaxException when the stream has ended, with {@code CLOSED} when it was closed here
   * @throws InterruptedException when this thread is interrupted while it waits
   */
  @Nullable Frame read(Duration timeout) throws InterruptedException;

  /** The same as {@link #read(Duration)}. */
  default @Nullable Frame read(TimeSpan timeout) throws InterruptedException {
    return read(timeout.toDuration());
  }

  /**
   * The same as {@link #read(Duration)}.
   *
   * @param timeoutSeconds how long to wait at most, in seconds
   * @throws IllegalArgumentException for NaN
   */
  default @Nullable Frame read(double timeoutSeconds) throws InterruptedException {
    return read(TimeSpan.ofSeconds(timeoutSeconds));
  }

  /**
   * Frames as they come; each step waits like {@link #read()}. Ends when the stream is closed on
   * our side. Every other end of the stream, and an interrupt, throws a {@link SynnaxException};
   * after an interrupt the thread stays interrupted.
   */
  @Override
  default Iterator<Frame> iterator() {
    return new FrameLoop(this);
  }

  /**
   * Replaces the set of channels; does not add to it. Frames of the old set that are still on their
   * way arrive and are decoded as such; for channels in both sets nothing is lost or repeated.
   *
   * @param channels as the cluster gave them a moment ago: they are not looked up again, and one
   *     that was deleted since ends the stream with {@code NOT_FOUND}
   * @throws SynnaxException with {@code INVALID_ARGUMENT} for a channel whose data type is unknown,
   *     before anything is sent: the old set stays in force
   */
  void updateChannels(Collection<Channel> channels);

  /**
   * Looks the channels up, which blocks for at most the request time limit, and replaces the set by
   * them as {@link #updateChannels(Collection)} does.
   *
   * @throws SynnaxException with {@code NOT_FOUND} that names every unknown channel, or with
   *     another reason; the old set stays in force
   */
  void updateChannels(ChannelSelector channels);

  /** Replaces the set by the channels with these names. */
  default void updateChannels(String... names) {
    updateChannels(ChannelSelector.named(names));
  }

  /** How many frames our own full buffer dropped since the stream was opened. */
  long droppedFrames();

  /** Ends the stream at once, without waiting for the cluster. Idempotent; wakes a reader. */
  @Override
  void close();
}
