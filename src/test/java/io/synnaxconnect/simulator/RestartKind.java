package io.synnaxconnect.simulator;

/** How a server process ends before it starts again. */
public enum RestartKind {
  /** Nothing that was committed is lost. */
  CLEAN,
  /** Up to the last second of committed samples is gone; index and data may end unequally. */
  CRASHED,
  /** Another cluster key, no channels of ours, and the same channel keys handed out again. */
  WIPED
}
