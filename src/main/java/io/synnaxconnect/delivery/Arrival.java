package io.synnaxconnect.delivery;

/** How rows stand to those of their group that left before. */
public enum Arrival {
  /** After them. */
  IN_ORDER,
  /** Newer rows of the group may have left before. */
  LATE,
  /** Rows of these timestamps may have left before, without these channels. */
  PARTIAL
}
