package io.synnaxconnect.client.codec;

/**
 * Bytes that are no frame of the stream they came on. After it the stream is not to be trusted:
 * close it and open it anew.
 */
public final class MalformedFrameException extends Exception {

  private final int position;

  /**
   * Says what is wrong and where.
   *
   * @param position offset of the offending byte from the start of the frame
   * @param reason what is wrong there, in words, without any sample
   */
  public MalformedFrameException(int position, String reason) {
    super("malformed frame at byte " + position + ": " + reason);
    this.position = position;
  }

  /** Offset of the offending byte from the start of the frame. */
  public int position() {
    return position;
  }
}
