package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A live stream that opens again after a loss, on a thread that lives as long as the loss. What the
 * lost stream has brought is read first. So there are two streams at most: while one that was lost
 * is still being read, the loss of the next one waits.
 */
final class ReopeningStreamer implements SignallingStreamer {

  private static final Logger LOG = LoggerFactory.getLogger(ReopeningStreamer.class);

  /** How soon a pause notices that the client was closed. */
  private static final Duration LOOK = Duration.ofMillis(200);

  /** One stream from its opening to its loss. */
  private static final class Part {

    private final GrpcStreamer streamer;
    private final long openedNanos = System.nanoTime();
    private volatile boolean hasBroughtFrames;

    Part(GrpcStreamer streamer) {
      this.streamer = streamer;
    }
  }

  private final Session session;
  private final StreamerOptions options;
  private final GapMarker gaps = new GapMarker(() -> TimeStamp.of(Instant.now()).nanos());
  private final AtomicBoolean reading = new AtomicBoolean();

  /** Updates and openings take turns. Taken before this. */
  private final Object updating = new Object();

  private volatile Runnable onChange = () -> {};

  /** The first is being read, the last is the newest. This and what follows is guarded by this. */
  private final ArrayDeque<Part> parts = new ArrayDeque<>();

  private List<Channel> channels;
  private boolean closed;
  private @Nullable Thread opener;
  private @Nullable SynnaxException failure;
  private long droppedBefore;

  /** Attempts since the stream brought frames, and since when. Used by one opener after another. */
  private int attempts;

  private long lostSinceNanos;

  private ReopeningStreamer(
      Session session, Collection<Channel> channels, StreamerOptions options) {
    this.session = session;
    this.options = options;
    this.channels = List.copyOf(channels);
  }

  /** Opens a stream as {@link GrpcStreamer#open} does: a failure of the first opening is thrown. */
  static ReopeningStreamer open(
      Session session, Collection<Channel> channels, StreamerOptions options) {
    ReopeningStreamer streamer = new ReopeningStreamer(session, channels, options);
    streamer.gaps.follow(channels);
    Part first = new Part(GrpcStreamer.open(session, channels, options));
    streamer.add(first);
    streamer.watch(first);
    return streamer;
  }

  /** Takes a stream that was just opened; false if nobody wants it any more. */
  private synchronized boolean add(Part part) {
    opener = null;
    if (!closed) {
      parts.add(part);
    }
    notifyAll();
    return !closed;
  }

  /** Others run here: never under a lock. */
  private void watch(Part part) {
    part.streamer.onChange(
        () -> {
          onChange.run();
          reopenIfLost();
        });
    onChange.run();
    reopenIfLost();
  }

  /** Starts to open the stream again if that is due. Asks streams outside of our lock. */
  private void reopenIfLost() {
    Part newest = newest();
    if (newest == null || !newest.streamer.hasEnded()) {
      return;
    }
    synchronized (this) {
      boolean isBusy = opener != null || parts.size() > 1 || newest != parts.peekLast();
      if (!isBusy && !closed && failure == null) {
        Thread thread = new Thread(() -> reopen(newest), session.name() + "-reopen");
        thread.setDaemon(true);
        opener = thread;
        thread.start();
      }
    }
  }

  private synchronized @Nullable Part newest() {
    return parts.peekLast();
  }

  private void reopen(Part lost) {
    SynnaxException reason = lost.streamer.endReason();
    count(lost, reason);
    while (reason != null) {
      if (isFinal(reason)) {
        end(reason);
        return;
      }
      if (!pause(options.reopening().pauseNanos(attempts))) {
        return;
      }
      attempts++;
      reason = tryToOpen(attempts);
    }
  }

  /** A stream that is lost at once, again and again, is one loss. */
  private void count(Part lost, @Nullable SynnaxException reason) {
    long nanosOpen = System.nanoTime() - lost.openedNanos;
    if (lost.hasBroughtFrames || nanosOpen > options.reopening().longestPause().toNanos()) {
      attempts = 0;
    }
    if (attempts == 0) {
      lostSinceNanos = System.nanoTime();
      LOG.info("Stream lost, opening it again: reason={}", String.valueOf(reason));
    }
  }

  private boolean isFinal(SynnaxException reason) {
    long lostNanos = System.nanoTime() - lostSinceNanos;
    return !reason.retriable()
        || reason.code() == Code.NOT_FOUND
        || lostNanos > GrpcStreamer.nanos(options.reopening().giveUpAfter());
  }

  private void end(SynnaxException reason) {
    synchronized (this) {
      failure = reason;
      opener = null;
      notifyAll();
    }
    onChange.run();
  }

  /** Waits; false if the stream was closed meanwhile. */
  private synchronized boolean pause(long nanos) {
    long deadline = System.nanoTime() + nanos;
    long remaining = nanos;
    try {
      while (remaining > 0 && !closed && !session.isClosed()) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.min(remaining, LOOK.toNanos()));
        remaining = deadline - System.nanoTime();
      }
    } catch (InterruptedException e) {
      // Only close() interrupts.
      return false;
    }
    return !closed;
  }

  /** Null if the stream is open, or was closed meanwhile; otherwise why not. */
  private @Nullable SynnaxException tryToOpen(int attempt) {
    GrpcStreamer next = null;
    try {
      session.reconnect();
      List<Channel> wanted = channels();
      next = GrpcStreamer.open(session, wanted, options);
      Part part = new Part(next);
      if (addUpdated(part, wanted)) {
        LOG.info("Stream open again: attempts={}", attempt);
        watch(part);
      } else {
        next.close();
      }
      return null;
    } catch (SynnaxException e) {
      closeIfOpen(next);
      return e;
    } catch (RuntimeException | Error e) {
      closeIfOpen(next);
      return new SynnaxException(Code.CLIENT_ERROR, "the client failed: " + e, e);
    }
  }

  private boolean addUpdated(Part part, List<Channel> openedWith) {
    synchronized (updating) {
      if (!channels().equals(openedWith)) {
        part.streamer.updateChannels(channels());
      }
      return add(part);
    }
  }

  private static void closeIfOpen(@Nullable GrpcStreamer streamer) {
    if (streamer != null) {
      streamer.close();
    }
  }

  private synchronized List<Channel> channels() {
    return channels;
  }

  @Override
  public @Nullable Frame read(Duration timeout) throws InterruptedException {
    GrpcStreamer.enter(reading);
    try {
      return readAlone(GrpcStreamer.nanos(timeout));
    } finally {
      reading.set(false);
    }
  }

  private @Nullable Frame readAlone(long timeoutNanos) throws InterruptedException {
    long deadline = System.nanoTime() + timeoutNanos;
    long remaining = timeoutNanos;
    while (true) {
      Part part = current();
      try {
        Frame frame = part.streamer.read(Duration.ofNanos(remaining));
        if (frame != null) {
          part.hasBroughtFrames = true;
          return gaps.mark(frame);
        }
        return null;
      } catch (SynnaxException e) {
        reopenIfLost();
        if (!awaitNext(part, deadline)) {
          return null;
        }
        reopenIfLost();
      }
      remaining = deadline - System.nanoTime();
    }
  }

  private synchronized Part current() {
    Part first = parts.peekFirst();
    if (closed || first == null) {
      throw closedHere();
    }
    return first;
  }

  private static SynnaxException closedHere() {
    return new SynnaxException(Code.CLOSED, "the live stream was closed on our side");
  }

  /** Waits for the stream after one that is read to its end; false after the timeout. */
  private synchronized boolean awaitNext(Part over, long deadlineNanos)
      throws InterruptedException {
    while (parts.size() == 1 && !closed) {
      if (failure != null) {
        throw failure.copy();
      }
      long remaining = deadlineNanos - System.nanoTime();
      if (remaining <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, remaining);
    }
    if (parts.remove(over)) {
      droppedBefore += over.streamer.droppedFrames();
      gaps.onLoss();
    }
    return true;
  }

  @Override
  public void updateChannels(Collection<Channel> replacing) {
    synchronized (updating) {
      GrpcStreamer newest = openStream();
      List<Channel> before = channels();
      follow(List.copyOf(replacing));
      try {
        if (newest != null) {
          newest.updateChannels(replacing);
        }
      } catch (RuntimeException | Error e) {
        if (newest.hasEnded()) {
          LOG.debug("The stream was lost during an update: the next one has it");
          return;
        }
        follow(before);
        throw e;
      }
    }
  }

  private void follow(List<Channel> replacing) {
    synchronized (this) {
      channels = replacing;
    }
    gaps.follow(replacing);
  }

  /** The stream to update; null while there is none. */
  private synchronized @Nullable GrpcStreamer openStream() {
    if (failure != null) {
      throw failure.copy();
    }
    if (closed || session.isClosed()) {
      throw closedHere();
    }
    Part newest = parts.peekLast();
    return newest == null || opener != null ? null : newest.streamer;
  }

  @Override
  public void updateChannels(ChannelSelector selector) {
    GrpcStreamer unused = openStream();
    updateChannels(new ChannelRetriever(session).selected(selector));
  }

  @Override
  public long droppedFrames() {
    List<Part> open;
    long dropped;
    synchronized (this) {
      open = List.copyOf(parts);
      dropped = droppedBefore;
    }
    return dropped + open.stream().mapToLong(part -> part.streamer.droppedFrames()).sum();
  }

  @Override
  public void onChange(Runnable callback) {
    onChange = callback;
  }

  @Override
  public boolean isClosed() {
    synchronized (this) {
      return closed || session.isClosed();
    }
  }

  @Override
  public void close() {
    List<Part> open;
    synchronized (this) {
      closed = true;
      if (opener != null) {
        opener.interrupt();
      }
      open = List.copyOf(parts);
      notifyAll();
    }
    open.forEach(part -> part.streamer.close());
    onChange.run();
  }
}
