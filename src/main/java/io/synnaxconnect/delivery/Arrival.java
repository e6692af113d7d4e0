package io.synnaxconnect.delivery;

/** Whether rows are in order, late, or a repair of single channels. */
public enum Arrival {
  /** After all rows of the group that were emitted before. */
  IN_ORDER,
  /** Newer rows of the group may have been emitted before. */
  LATE,
  /** Rows with these timestamps may have been emitted before, without these channels. */
  PARTIAL
}
