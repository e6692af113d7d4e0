package io.synnaxconnect.client;

import io.synnaxconnect.telem.Frame;

/** Somebody who waits for frames of an asynchronous stream. Used on its thread only. */
interface Demand {

  /** Hands over a frame; false when it is not wanted any more. */
  boolean accept(Frame frame);

  /** Whether nothing more is wanted. */
  boolean isMet();

  /** Tells that no frame will come any more, and why. */
  void end(SynnaxException reason);
}
