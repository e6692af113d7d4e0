package io.synnaxconnect.delivery;

/**
 * What a {@link RowSequencer} does, from one stream to the next. Each row is a phase, each column
 * an event, each cell the phase after it; an empty cell cannot happen.
 *
 * <pre>
 *              STREAM_OPENED  READ_TO_END  LIVE_ROWS_WAIT  READ_ENDED  STREAM_CLOSED
 * CLOSED       OPENED                                                  CLOSED
 * OPENED       OPENED         CATCHING_UP                              CLOSED
 * CATCHING_UP  OPENED                                      LIVE        CLOSED
 * LIVE         OPENED         PROBING      REPAIRING                   CLOSED
 * PROBING      OPENED                                      LIVE        CLOSED
 * REPAIRING    OPENED                                      LIVE        CLOSED
 * </pre>
 */
enum SequencerPhase {
  /** No stream is open: nothing is emitted, and live rows are not accepted. */
  CLOSED,
  /** A stream was opened, but history was not read yet up to it. */
  OPENED,
  /** History is read from the position to its end, because a stream was opened. */
  CATCHING_UP,
  /** Live rows are emitted as they come. */
  LIVE,
  /** History is read from the position to its end, because the stream is silent. */
  PROBING,
  /** History is read from the position up to live rows that wait. */
  REPAIRING;

  /** What changes the phase. */
  enum Event {
    /** A stream was opened. */
    STREAM_OPENED,
    /** A read of everything after the position begins. */
    READ_TO_END,
    /** Rows may be missing before live rows, and a read up to these begins. */
    LIVE_ROWS_WAIT,
    /** The read is over. */
    READ_ENDED,
    /** The stream is no longer used. */
    STREAM_CLOSED
  }

  /** What the sequencer does next, if no batch waits to be handed over. */
  enum Step {
    /** Nothing. */
    WAIT,
    /** Emit the rows that are next. */
    EMIT,
    /** Begin to read the rows that history has before the stream. */
    CATCH_UP,
    /** Request the next block of the read, or end it. */
    READ,
    /** Decide how the next live rows follow those before. */
    JOIN,
    /** Look for what is missing before the position. */
    REPAIR
  }

  /** The phase after an event. */
  SequencerPhase after(Event event) {
    return switch (event) {
      case STREAM_OPENED -> OPENED;
      case STREAM_CLOSED -> CLOSED;
      case READ_TO_END ->
          switch (this) {
            case OPENED -> CATCHING_UP;
            case LIVE -> PROBING;
            default -> throw impossible(event);
          };
      case LIVE_ROWS_WAIT -> when(this == LIVE, REPAIRING, event);
      case READ_ENDED -> when(isCatchUpRead(), LIVE, event);
    };
  }

  private SequencerPhase when(boolean possible, SequencerPhase after, Event event) {
    if (!possible) {
      throw impossible(event);
    }
    return after;
  }

  private IllegalStateException impossible(Event event) {
    return new IllegalStateException(event + " cannot happen in the phase " + this);
  }

  /**
   * What to do next.
   *
   * @param rowsAreNext whether it is decided which rows are emitted next
   * @param liveRowsWait whether live rows wait and may be emitted
   */
  Step step(boolean rowsAreNext, boolean liveRowsWait) {
    if (rowsAreNext) {
      return this == CLOSED ? Step.WAIT : Step.EMIT;
    }
    return switch (this) {
      case CLOSED -> Step.WAIT;
      case OPENED -> Step.CATCH_UP;
      case CATCHING_UP, PROBING, REPAIRING -> Step.READ;
      case LIVE -> liveRowsWait ? Step.JOIN : Step.REPAIR;
    };
  }

  /** Whether history is being read from the position on. */
  boolean isCatchUpRead() {
    return this == CATCHING_UP || this == PROBING || this == REPAIRING;
  }

  /** Where the rows of the group come from, for those outside. */
  GroupPhase toGroupPhase() {
    return switch (this) {
      case CLOSED, OPENED, CATCHING_UP -> GroupPhase.JOINING;
      case LIVE, PROBING -> GroupPhase.LIVE;
      case REPAIRING -> GroupPhase.REPAIRING;
    };
  }
}
