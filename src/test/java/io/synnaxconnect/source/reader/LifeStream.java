package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.delivery.VirtualTime;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A live stream whose reader lets the world go on while it waits. */
final class LifeStream implements Streamer {

  private final VirtualTime time;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private @Nullable SynnaxException end;
  private long lastArrivalNanos;

  LifeStream(VirtualTime time) {
    this.time = time;
  }

  /** A frame is on its way, after those before it. */
  void send(Frame frame, long latencyNanos) {
    lastArrivalNanos = Math.max(lastArrivalNanos, time.nowNanos() + latencyNanos);
    time.in(lastArrivalNanos - time.nowNanos(), () -> frames.add(frame));
  }

  void end(Code code) {
    end = end == null ? new SynnaxException(code, "ended with " + code) : end;
  }

  @Override
  public @Nullable Frame read(Duration timeout) {
    time.runUntil(() -> !frames.isEmpty() || end != null, timeout.toNanos());
    if (end != null) {
      throw end;
    }
    return frames.poll();
  }

  @Override
  public void updateChannels(Collection<Channel> channels) {
    throw new UnsupportedOperationException("no life changes its channels");
  }

  @Override
  public void updateChannels(ChannelSelector channels) {
    throw new UnsupportedOperationException("channels come from a list");
  }

  @Override
  public long droppedFrames() {
    return 0;
  }

  @Override
  public void close() {
    end(Code.CLOSED);
  }
}
