package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Frame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the frames of one stream, the oldest frame to the oldest demand. All of it runs on the
 * stream's thread, but for {@link #signal} and {@link #endReason}.
 */
final class FrameDispatcher {

  /** Limited, so that a full buffer does not delay other work of the thread. */
  private static final int MAX_FRAMES_IN_A_ROW = 64;

  private static final Logger LOG = LoggerFactory.getLogger(FrameDispatcher.class);

  private final SignallingStreamer streamer;
  private final StreamThread thread;
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final ArrayDeque<Demand> demands = new ArrayDeque<>();
  private final Set<FrameSubscription> subscriptions = new LinkedHashSet<>();
  private @Nullable Frame unclaimed;
  private volatile @Nullable SynnaxException endCause;

  FrameDispatcher(SignallingStreamer streamer, StreamThread thread) {
    this.streamer = streamer;
    this.thread = thread;
  }

  void add(Demand demand) {
    demands.add(demand);
    serve();
  }

  void remove(Demand demand) {
    demands.remove(demand);
  }

  void add(FrameSubscription subscription) {
    subscriptions.add(subscription);
    subscription.start();
    if (endCause != null) {
      subscription.end(endReason());
    }
  }

  void request(FrameSubscription subscription, long frames) {
    boolean added =
        demands.peekLast() instanceof FrameSubscription.Request last
            && last.add(subscription, frames);
    if (!added && !subscription.isOver()) {
      demands.add(new FrameSubscription.Request(subscription, frames));
    }
    serve();
  }

  void remove(FrameSubscription subscription) {
    subscriptions.remove(subscription);
    demands.removeIf(Demand::isMet);
  }

  /** Schedules {@link #serve}. Runs on gRPC's thread, which must not wait. */
  void signal() {
    if (!signalled.getAndSet(true)) {
      thread.execute(this::serve);
    }
  }

  /** Delivers frames as long as there are both frames and demands. */
  void serve() {
    signalled.set(false);
    try {
      thread.refuseIfRefused();
      for (int i = 0; i < MAX_FRAMES_IN_A_ROW && hasDemand(); i++) {
        Frame frame = unclaimed == null ? streamer.read(Duration.ZERO) : unclaimed;
        if (frame == null) {
          return;
        }
        // A demand may end at the last moment: then the frame is for the next one.
        unclaimed = demands.getFirst().accept(frame) ? null : frame;
      }
      if (hasDemand()) {
        signal();
      } else if (streamer.isClosed()) {
        end(endReason());
      }
    } catch (SynnaxException e) {
      end(e);
    } catch (InterruptedException e) {
      end(endReason());
    } catch (RuntimeException | Error e) {
      LOG.error("A live stream ends, because the client failed", e);
      end(new SynnaxException(Code.CLIENT_ERROR, "the client failed: " + e, e));
    }
  }

  private boolean hasDemand() {
    while (!demands.isEmpty() && demands.getFirst().isMet()) {
      demands.removeFirst();
    }
    return !demands.isEmpty();
  }

  private void end(SynnaxException reason) {
    if (endCause == null) {
      endCause = reason;
      streamer.close();
    }
    while (!demands.isEmpty()) {
      demands.removeFirst().end(endReason());
    }
    Set<FrameSubscription> receivers = new LinkedHashSet<>(subscriptions);
    subscriptions.clear();
    receivers.forEach(subscription -> subscription.end(endReason()));
    thread.close();
  }

  /** Why there are no more frames. Any thread may call this. */
  SynnaxException endReason() {
    SynnaxException reason = endCause;
    return reason == null
        ? new SynnaxException(Code.CLOSED, "the live stream was closed on our side")
        : reason.copy();
  }
}
