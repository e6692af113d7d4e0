package io.synnaxconnect.delivery;

/** Whether rows are in order, late, or a repair of single channels. */
public enum Arrival {
  /** After all rows of the group that were emitted before. */
  IN_ORDER,
  /** Newer rows of the group may have been emitted before. */
  LATE,
  /** Rows with these timestamps may have been emitted before, without these channels. */
  PARTIAL,
  /** The same; newer samples of these channels may have been emitted before, too. */
  LATE_PARTIAL;

  /** Whether newer samples may have been emitted before. */
  public boolean isLate() {
    return this == LATE || this == LATE_PARTIAL;
  }

  /** Whether rows with these timestamps may have been emitted before. */
  public boolean isPartial() {
    return this == PARTIAL || this == LATE_PARTIAL;
  }
}
