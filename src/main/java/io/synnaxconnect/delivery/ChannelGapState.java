package io.synnaxconnect.delivery;

/**
 * What is known of the samples between the beginning of a {@link ChannelGap} and the position. Each
 * row is a state, each column an event, each cell the state after it; an empty cell is the same
 * state.
 *
 * <pre>
 *              NEW_ROWS  GROUP_GAP_FILLED  FOUND_AFTER_EMPTY
 * UNREAD
 * READ         UNREAD    UNREAD
 * BACKFILLING
 * SCANNING               BACKFILLING       RESCANNING
 * RESCANNING
 * BLOCKED                UNREAD
 * </pre>
 *
 * <p>A reading of history leads from every state to {@link #READ}, {@link #UNREAD}, {@link
 * #BLOCKED}, {@link #BACKFILLING} or {@link #SCANNING}; see {@link Event}. Only {@link #RESCANNING}
 * remains until a block with samples was read, or everything.
 */
enum ChannelGapState {
  /** History was not asked, or was asked before the newest rows came. */
  UNREAD,
  /** History was read up to the position, and had nothing else. */
  READ,
  /** History has more than one reading brought; the last block had samples. */
  BACKFILLING,
  /** History has more than one reading brought; no block had samples yet. */
  SCANNING,
  /**
   * Samples were found after blocks without any, which may have been written since: these blocks
   * are read again.
   */
  RESCANNING,
  /** History was read up to a gap of the whole group with samples; it is repaired first. */
  BLOCKED;

  /** What changes the state. */
  enum Event {
    /** Rows came that are emitted next: history may have more before them. */
    NEW_ROWS,
    /** A gap of the whole group had samples of the channel, which are read again with its own. */
    GROUP_GAP_FILLED,
    /** A block had samples after blocks that had none. */
    FOUND_AFTER_EMPTY,
    /** History had nothing else up to the position. */
    READ_ALL,
    /** The same, but rows have come since the request. */
    READ_ALL_BEFORE_NEW_ROWS,
    /** History had nothing else before a gap of the whole group with samples. */
    READ_UP_TO_GROUP_GAP,
    /** History has more; this block had samples. */
    READ_SAMPLES,
    /** History has more; this block had no sample. */
    READ_NOTHING
  }

  /** What happens to the channel's samples in new rows. */
  enum Admission {
    /** They are emitted, and the gap is over. */
    EMIT,
    /** They are omitted from the rows, and emitted later with the channel's own gap. */
    OMIT,
    /** The rows wait until history was asked for the samples before them. */
    WAIT
  }

  /** The state after an event. */
  ChannelGapState after(Event event) {
    return switch (event) {
      case NEW_ROWS -> this == READ ? UNREAD : this;
      case GROUP_GAP_FILLED ->
          switch (this) {
            case UNREAD, READ, BLOCKED -> UNREAD;
            case BACKFILLING, SCANNING -> BACKFILLING;
            case RESCANNING -> RESCANNING;
          };
      case FOUND_AFTER_EMPTY -> this == SCANNING ? RESCANNING : this;
      case READ_ALL -> READ;
      case READ_ALL_BEFORE_NEW_ROWS -> UNREAD;
      case READ_UP_TO_GROUP_GAP -> BLOCKED;
      case READ_SAMPLES -> BACKFILLING;
      case READ_NOTHING -> this == RESCANNING ? RESCANNING : SCANNING;
    };
  }

  /** What happens to samples in new rows, as far as the state alone decides it. */
  Admission admission() {
    return switch (this) {
      case UNREAD -> Admission.WAIT;
      case READ -> Admission.EMIT;
      case BACKFILLING, SCANNING, RESCANNING, BLOCKED -> Admission.OMIT;
    };
  }

  /** Whether the next reading continues where the last one ended. */
  boolean continuesReading() {
    return this == SCANNING || this == RESCANNING;
  }
}
