package io.synnaxconnect.delivery;

/** What may go wrong in a scenario; each has some of them. */
enum Fault {
  /** Writers omit a channel. */
  CHANNEL_MISSING,
  /** Data becomes readable a little later than its index. */
  SLOW_DATA,
  /** Writers that stream before they commit. */
  DELAYED_COMMIT,
  /** Writers that do not stream. */
  PERSIST_ONLY,
  /** The writer of a single channel does not always stream. */
  LONE_PERSIST_ONLY,
  /** Somebody writes the single channel alone where it lacks samples before its newest. */
  ALONE_BEFORE,
  /** Another writer continues in the same domain. */
  HAND_OVER,
  /** The server restarts and keeps what was committed. */
  CLEAN_RESTART,
  /** The server restarts and loses up to a second. */
  CRASH,
  /** The server skips frames for us. */
  SKIP,
  /** Frames come late. */
  STALL,
  /** The cluster brings frames late to all its streams, also to those that are opened later. */
  LAG,
  /** The stream is open, but nothing comes any more. */
  SILENCE,
  /** The stream breaks. */
  BREAK,
  /** The task dies and starts again. */
  TASK_RESTART,
  /** History fails, or refuses. */
  HISTORY_FAILS,
  /** Time without rows, which may be written later, and new domains. */
  FREE_TIME,
  /** Rows before the newest. */
  LATE_DATA,
  /** Rows between those of others, or before all, that mostly do not come live. */
  IMPORT,
  /** A channel joins the group; at times somebody sets the offset back. */
  RECONFIGURED,
  /** Channels are added to the group and removed while the stream is open. */
  RELISTED
}
