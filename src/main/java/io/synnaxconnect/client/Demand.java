package io.synnaxconnect.client;

import io.synnaxconnect.telem.Frame;

/** A receiver that waits for frames of an asynchronous stream. Used on the stream's thread only. */
interface Demand {

  /** Delivers a frame; false if the receiver no longer wants it. */
  boolean accept(Frame frame);

  /** Whether the receiver wants no more frames. */
  boolean isMet();

  /** Reports that there are no more frames, and why. */
  void end(SynnaxException reason);
}
