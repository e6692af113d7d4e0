package io.synnaxconnect.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A time in which a stream read a channel that an older stream was reading, too. Thread-safe. */
public final class Overlap {

  private final StreamerSession older;
  private final long channelKey;
  private final long beginNanos = System.nanoTime();
  private volatile @Nullable Long endNanos;

  Overlap(StreamerSession older, long channelKey) {
    this.older = older;
    this.channelKey = channelKey;
  }

  boolean isOf(StreamerSession stream, long key) {
    return stream == older && key == channelKey;
  }

  void end() {
    endNanos = endNanos == null ? System.nanoTime() : endNanos;
  }

  /** The channel that was read twice. */
  public long channelKey() {
    return channelKey;
  }

  /** Whether the older stream still reads it. */
  public boolean isOpen() {
    return endNanos == null;
  }

  /**
   * How long the older stream has gone on: a moment where its client was gone and the server had
   * not noticed.
   */
  public Duration lasted() {
    Long end = endNanos;
    return Duration.ofNanos((end == null ? System.nanoTime() : end) - beginNanos);
  }

  @Override
  public String toString() {
    return "channel " + channelKey + " read twice for " + lasted().toMillis() + " ms";
  }
}
