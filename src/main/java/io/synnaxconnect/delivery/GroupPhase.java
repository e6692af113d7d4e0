package io.synnaxconnect.delivery;

/** Where the rows of a group come from at this moment. */
public enum GroupPhase {
  /** From history, or from nowhere: its stream is not caught up yet, or not open. */
  JOINING,
  /** From the live stream. */
  LIVE,
  /** From history: live rows wait until the rows before them were read. */
  REPAIRING
}
