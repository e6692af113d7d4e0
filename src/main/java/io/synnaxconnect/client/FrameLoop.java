package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Frame;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Reads a stream until it is closed on our side. */
final class FrameLoop implements Iterator<Frame> {

  /** The maximum time of one wait. */
  static final Duration LONG = Duration.ofDays(365);

  private final Streamer streamer;
  private @Nullable Frame next;

  FrameLoop(Streamer streamer) {
    this.streamer = streamer;
  }

  @Override
  public boolean hasNext() {
    try {
      next = next == null ? streamer.read() : next;
      return true;
    } catch (SynnaxException e) {
      if (e.isClosedHere()) {
        return false;
      }
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SynnaxException(
          Code.INTERRUPTED, "interrupted while waiting for the next frame", e);
    }
  }

  @Override
  public Frame next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("the live stream was closed");
    }
    Frame frame = next;
    next = null;
    return frame;
  }
}
