package io.synnaxconnect.simulator;

/** What becomes of the samples of a writer. */
public enum WriterMode {
  /** Stored and streamed to readers. */
  PERSIST_AND_STREAM,
  /** Stored, never streamed. */
  PERSIST_ONLY,
  /** Streamed, never stored. */
  STREAM_ONLY;

  /** The mode of a number on the wire; 0 means 1. */
  static WriterMode of(int number) {
    return switch (number) {
      case 0, 1 -> PERSIST_AND_STREAM;
      case 2 -> PERSIST_ONLY;
      case 3 -> STREAM_ONLY;
      default -> throw CoreError.atField("mode", "invalid writer mode " + number);
    };
  }

  boolean persists() {
    return this != STREAM_ONLY;
  }

  boolean streams() {
    return this != PERSIST_ONLY;
  }
}
