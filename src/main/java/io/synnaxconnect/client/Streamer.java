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
 * <p>Unread frames wait in a buffer of {@link StreamerOptions#bufferBytes}, which the client fills
 * on its own thread: a slow reader never slows the cluster down. {@link Overflow} says what happens
 * when the buffer is full. A cluster without CPU may still skip frames and does not report it: the
 * alignments of an index channel's series show it.
 *
 * <p>A stream ends with {@link #close}, with its client, or with a failure; a failure is a {@link
 * SynnaxException} that every later read throws again. If it is retriable, a new stream may
 * succeed: {@link Reopening} lets the stream try that by itself.
 */
public interface Streamer extends Iterable<Frame>, AutoCloseable {

  /**
   * Waits for the next frame, without a limit.
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
   * @param timeout maximum time to wait; zero or less returns at once, with a frame if one is there
   * @return a frame with at least one series, or null after the timeout
   * @throws SynnaxException when the stream has ended, with {@code CLOSED} when it was closed here
   * @throws InterruptedException when this thread is interrupted while it waits
   * @throws IllegalStateException when another thread reads at the same time
   */
  @Nullable Frame read(Duration timeout) throws InterruptedException;

  /** The same as {@link #read(Duration)}. */
  default @Nullable Frame read(TimeSpan timeout) throws InterruptedException {
    return read(timeout.toDuration());
  }

  /**
   * The same as {@link #read(Duration)}.
   *
   * @param timeoutSeconds maximum time to wait, in seconds
   * @throws IllegalArgumentException for NaN
   */
  default @Nullable Frame read(double timeoutSeconds) throws InterruptedException {
    return read(TimeSpan.ofSeconds(timeoutSeconds));
  }

  /**
   * Frames as they arrive; each step waits like {@link #read()}. Ends when the stream is closed on
   * our side. Every other end of the stream, and an interrupt, throws a {@link SynnaxException};
   * after an interrupt the thread stays interrupted.
   */
  @Override
  default Iterator<Frame> iterator() {
    return new FrameLoop(this);
  }

  /**
   * Replaces the set of channels; does not add to it. Frames of the old set that are still on their
   * way arrive and are decoded as frames of that set; for channels in both sets nothing is lost or
   * repeated.
   *
   * @param channels as the cluster listed them a moment ago: the stream does not look them up
   *     again, and one that was deleted meanwhile ends it with {@code NOT_FOUND}
   * @throws SynnaxException with {@code INVALID_ARGUMENT} for a channel whose data type is unknown,
   *     before anything is sent: the old set stays in force; or the reason for which the stream has
   *     ended
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
