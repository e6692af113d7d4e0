package io.synnaxconnect.delivery;

/** Where the rows of a group come from at this moment. */
public enum GroupPhase {
  /** From nowhere, or from what history holds before its stream. */
  JOINING,
  /** From the live stream. */
  LIVE,
  /** Live rows wait while history is asked for what is missing before them. */
  REPAIRING
}
