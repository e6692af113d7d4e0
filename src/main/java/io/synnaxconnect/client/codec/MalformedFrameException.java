package io.synnaxconnect.client.codec;

/**
 * Bytes that are not a frame of their stream. Do not trust the stream after it: close it and open
 * it again.
 */
public class MalformedFrameException extends Exception {

  private final int position;

  /**
   * Names what is wrong and where.
   *
   * @param position offset of the offending byte from the start of the frame
   * @param reason what is wrong there, in words, without any sample
   */
  public MalformedFrameException(int position, String reason) {
    this("malformed frame", position, reason);
  }

  MalformedFrameException(String what, int position, String reason) {
    super(what + " at byte " + position + ": " + reason);
    this.position = position;
  }

  /** Offset of the offending byte from the start of the frame. */
  public int position() {
    return position;
  }
}
