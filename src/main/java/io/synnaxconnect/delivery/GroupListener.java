package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Hole;

/** Counts and reports what happens to a group. */
public interface GroupListener {

  /** The cluster omitted this many rows from the live stream. */
  void skipped(long rows);

  /** History delivered rows that had not come live. */
  void recovered(long rows);

  /** All rows of a gap whose number was known were found. */
  void repaired(Gap gap);

  /** The time of a gap is over; its count says how many of its rows were not found. */
  void unrecoverable(Gap gap);

  /** Rows before the position came live, and are emitted late. */
  void late(long rows);

  /** Rows before the position were stored without coming live, and are emitted late. */
  void imported(long rows);

  /** Too many holes are known: history is no longer asked for rows in one of them. */
  void holeGivenUp(Hole hole);

  /** Rows before the position were shed; only a known hole or gap recovers them. */
  void shedLate();

  /**
   * History has newer rows than the live stream delivers, which may be dead.
   *
   * @param foundNanos when they were found
   */
  void stalled(long foundNanos);
}
