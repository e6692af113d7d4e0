package io.synnaxconnect.client;

/** A stream that can be read without waiting, because it says when there may be something. */
interface SignallingStreamer extends Streamer {

  /**
   * Sets what runs when there may be another frame, and at the end; on a thread of the client, so
   * that it must not block.
   */
  void onChange(Runnable callback);

  /** Whether the stream was closed on our side, alone or with its client. */
  boolean isClosed();
}
