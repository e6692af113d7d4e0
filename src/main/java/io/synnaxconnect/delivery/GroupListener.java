package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Gap;

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

  /** Rows before the position were shed; history is not read there again. */
  void shedLate();

  /** History has newer rows than the live stream delivers, which may be dead. */
  void stalled();
}
