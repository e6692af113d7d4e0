package io.synnaxconnect.source.buffer;

import io.synnaxconnect.telem.Frame;

/** A received frame, shared by the groups that it has series of. */
public final class ReceivedFrame {

  // Rough size of our own objects around the bytes: without them a buffer full of frames with one
  // sample each would use several times its limit.
  private static final int FRAME_OVERHEAD_BYTES = 300;
  private static final int SERIES_OVERHEAD_BYTES = 200;

  private final StreamSession session;
  private final Frame frame;
  private final long receivedNanos;
  private final long wallNanos;
  private int openShares;

  ReceivedFrame(StreamSession session, Frame frame, long receivedNanos, long wallNanos) {
    this.session = session;
    this.frame = frame;
    this.receivedNanos = receivedNanos;
    this.wallNanos = wallNanos;
  }

  StreamSession session() {
    return session;
  }

  Frame frame() {
    return frame;
  }

  /** When it was received, by the clock for durations. */
  public long receivedNanos() {
    return receivedNanos;
  }

  /** When it was received, by the wall clock: nanoseconds since the Unix epoch. */
  public long wallNanos() {
    return wallNanos;
  }

  /** The memory that it uses until its last share is released, in bytes. */
  long costBytes() {
    return frame.retainedBytes()
        + FRAME_OVERHEAD_BYTES
        + (long) SERIES_OVERHEAD_BYTES * frame.size();
  }

  void shareOut(int shares) {
    openShares = shares;
  }

  /** Releases one share; true with the last one. Called under the buffer's lock only. */
  boolean releaseShare() {
    return --openShares == 0;
  }
}
