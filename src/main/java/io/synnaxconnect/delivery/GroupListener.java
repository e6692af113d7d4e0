package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Gap;

/** Is told what happens to a group beside the rows that leave. */
public interface GroupListener {

  /** The cluster left out this many rows of the live stream. */
  void skipped(long rows);

  /** History gave rows that the live stream had not brought. */
  void recovered(long rows);

  /** All rows of a gap whose number was known were found. */
  void repaired(Gap gap);

  /** The time of a gap is over; its count is how many of its rows were not found. */
  void unrecoverable(Gap gap);

  /** Rows came from behind the position and leave as such. */
  void late(long rows);

  /** Rows were shed that lie behind the position, where history is not read again. */
  void shedLate();

  /** History holds newer rows than the live stream brings: it may be dead. */
  void stalled();
}
