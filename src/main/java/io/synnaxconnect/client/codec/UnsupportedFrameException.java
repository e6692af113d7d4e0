package io.synnaxconnect.client.codec;

/** A frame in a form that this client does not know: opening the stream again does not help. */
public final class UnsupportedFrameException extends MalformedFrameException {

  /**
   * Names what is unknown and where.
   *
   * @param position offset of the unknown byte from the start of the frame
   * @param reason what is there, in words, without any sample
   */
  public UnsupportedFrameException(int position, String reason) {
    super("frame of an unknown form", position, reason);
  }
}
