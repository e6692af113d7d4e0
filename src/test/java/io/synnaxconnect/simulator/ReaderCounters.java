package io.synnaxconnect.simulator;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What one stream of live frames has seen. Values are exact once the stream is quiet. */
public final class ReaderCounters {

  final AtomicLong sent = new AtomicLong();
  final AtomicLong skipped = new AtomicLong();
  final AtomicLong keyUpdates = new AtomicLong();
  final AtomicInteger longestQueue = new AtomicInteger();

  /** Frames sent, acknowledgements not counted. */
  public long sent() {
    return sent.get();
  }

  /** Frames that this reader never got: injected, or because it was slow. */
  public long skipped() {
    return skipped.get();
  }

  /** Requests after the first. */
  public long keyUpdates() {
    return keyUpdates.get();
  }

  /** The most frames that ever waited for this reader inside the server. */
  public int longestQueue() {
    return longestQueue.get();
  }
}
