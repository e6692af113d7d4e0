package io.synnaxconnect.source.buffer;

/**
 * What the queue of a group waits for. A queue is held while its group emits rows or waits for
 * history: its entries stay until it is released. A queue in line gets its turn with {@link
 * FrameBuffer#take}.
 *
 * <pre>
 * state        held  in line  continues                      as
 * EMPTY                       when an entry comes            READY
 * READY              yes      at its turn                    READY, EMPTY or GROWING
 * GROWING                     when the overload ends         READY
 * HELD         yes            when it is released            READY or EMPTY
 * HELD_READY   yes   yes      when it is released            READY, in its old place
 *                             at its turn, which it misses   HELD
 * HELD_GROWING yes            when it is released            GROWING
 *                             when the overload ends         HELD_READY
 * </pre>
 *
 * <p>An overload ends when half of the budget is free; a failure of the reader has the same effect
 * on marks. During an overload the queue of a group that waits for history has only marks, so that
 * no overload waits for history.
 */
enum QueueState {
  /** It has no entry. */
  EMPTY,

  /** The next entry can be taken. */
  READY,

  /** The next entry is a mark that still grows: taken now, it would make a second gap. */
  GROWING,

  /** Its group takes nothing; entries may have come. */
  HELD,

  /** As {@link #HELD}, with its place in line. */
  HELD_READY,

  /** As {@link #HELD}, and the next entry is a mark that still grows. */
  HELD_GROWING;

  boolean isHeld() {
    return this == HELD || this == HELD_READY || this == HELD_GROWING;
  }

  boolean isInLine() {
    return this == READY || this == HELD_READY;
  }

  /** An entry was added. */
  QueueState onEntry() {
    return this == EMPTY ? READY : this;
  }

  /** The group emits rows or begins to wait for history. */
  QueueState onHold() {
    return switch (this) {
      case EMPTY, HELD -> HELD;
      case READY, HELD_READY -> HELD_READY;
      case GROWING, HELD_GROWING -> HELD_GROWING;
    };
  }

  /** The group takes its next entry. */
  QueueState onRelease(boolean empty) {
    return switch (this) {
      case HELD -> empty ? EMPTY : READY;
      case HELD_READY -> READY;
      case HELD_GROWING -> GROWING;
      case EMPTY, READY, GROWING -> this;
    };
  }

  /**
   * It is the queue's turn.
   *
   * @param growing whether the next entry is a mark that still grows
   * @return {@link #READY} if the next entry is to be taken
   */
  QueueState onTurn(boolean growing) {
    return switch (this) {
      case READY -> growing ? GROWING : READY;
      case HELD_READY -> HELD;
      case EMPTY, GROWING, HELD, HELD_GROWING ->
          throw new IllegalStateException("a queue that is not in line gets no turn: " + this);
    };
  }

  /** The next entry was taken. */
  QueueState onTaken(boolean empty) {
    return empty ? EMPTY : this;
  }

  /** Marks no longer grow. */
  QueueState onOverloadEnd() {
    return switch (this) {
      case GROWING -> READY;
      case HELD_GROWING -> HELD_READY;
      case EMPTY, READY, HELD, HELD_READY -> this;
    };
  }
}
