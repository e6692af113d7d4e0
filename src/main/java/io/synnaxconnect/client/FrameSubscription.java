package io.synnaxconnect.client;

import io.synnaxconnect.telem.Frame;
import java.util.concurrent.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscriber of an asynchronous stream, by the rules of Reactive Streams: it sends one signal
 * after the other, no more frames than requested, and nothing after the end. It sends signals on
 * the stream's thread; any thread may request and cancel.
 */
final class FrameSubscription implements Flow.Subscription {

  private static final Logger LOG = LoggerFactory.getLogger(FrameSubscription.class);

  private final Flow.Subscriber<? super Frame> subscriber;
  private final StreamThread thread;
  private final FrameDispatcher dispatcher;
  private volatile boolean over;

  FrameSubscription(
      Flow.Subscriber<? super Frame> subscriber, StreamThread thread, FrameDispatcher dispatcher) {
    this.subscriber = subscriber;
    this.thread = thread;
    this.dispatcher = dispatcher;
  }

  void start() {
    signal(() -> subscriber.onSubscribe(this));
  }

  @Override
  public void request(long frames) {
    if (frames <= 0) {
      thread.execute(
          () -> fail(new IllegalArgumentException("frames requested must be positive: " + frames)));
    } else {
      thread.execute(() -> dispatcher.request(this, frames));
    }
  }

  @Override
  public void cancel() {
    over = true;
    thread.execute(() -> dispatcher.remove(this));
  }

  boolean isOver() {
    return over;
  }

  void next(Frame frame) {
    signal(() -> subscriber.onNext(frame));
  }

  /** A stream that we closed is complete; any other end is a failure. */
  void end(SynnaxException reason) {
    if (!reason.isClosedHere()) {
      fail(reason);
    } else if (!over) {
      over = true;
      lastSignal(subscriber::onComplete);
    }
  }

  private void fail(Exception reason) {
    if (!over) {
      over = true;
      lastSignal(() -> subscriber.onError(reason));
      dispatcher.remove(this);
    }
  }

  /** A subscriber that throws breaks the rules, and receives no more signals. */
  private void signal(Runnable signal) {
    try {
      signal.run();
    } catch (RuntimeException | Error e) {
      LOG.warn(
          "A subscriber of a live stream threw an exception; its subscription is cancelled", e);
      cancel();
    }
  }

  private void lastSignal(Runnable signal) {
    try {
      signal.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("A subscriber of a live stream threw an exception at its end", e);
    }
  }

  /** Frames that a subscriber has requested at once. */
  static final class Request implements Demand {

    private final FrameSubscription subscription;
    private long frames;

    Request(FrameSubscription subscription, long frames) {
      this.subscription = subscription;
      this.frames = frames;
    }

    /** Adds a later request of the same subscriber; false if it is of another one. */
    boolean add(FrameSubscription other, long more) {
      if (other != subscription) {
        return false;
      }
      frames = frames + more < 0 ? Long.MAX_VALUE : frames + more;
      return true;
    }

    @Override
    public boolean accept(Frame frame) {
      if (subscription.isOver()) {
        return false;
      }
      // Long.MAX_VALUE requests frames without end.
      frames -= frames == Long.MAX_VALUE ? 0 : 1;
      subscription.next(frame);
      return true;
    }

    @Override
    public boolean isMet() {
      return frames == 0 || subscription.isOver();
    }

    @Override
    public void end(SynnaxException reason) {
      subscription.end(reason);
    }
  }
}
