package io.synnaxconnect.client.codec;

import io.synnaxconnect.telem.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Decodes the frames of one stream: views on the bytes, no copies but of booleans. The layout is
 * the one of Synnax 0.54 to 0.60: a header with flags, the number of the {@link CodecState}, and
 * what all series have in common; then the series. All integers are little-endian.
 *
 * <p>One thread decodes; any thread may add states.
 */
public final class FrameCodec {

  private final CodecStates states = new CodecStates();

  /**
   * Adds the state of a request, before that request is sent. Requests without channels make none.
   *
   * @return the number of this state on the server
   * @throws IllegalStateException if it {@linkplain #isFull is full}
   */
  public long addState(CodecState state) {
    return states.add(state);
  }

  /** Whether so many states wait for frames to be decoded that none can be added. */
  public boolean isFull() {
    return states.isFull();
  }

  /**
   * Notes which state a frame belongs to that will be decoded later.
   *
   * @param bytes as for {@link #decode}; any bytes will do
   */
  public void onArrival(ByteBuffer bytes) {
    if (bytes.remaining() >= FrameHeader.SEQUENCE_AT + Integer.BYTES) {
      ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
      states.onArrival(Integer.toUnsignedLong(in.getInt(FrameHeader.SEQUENCE_AT)));
    }
  }

  /** How many states were added after the one that the newest frame belongs to. */
  public int statesAhead() {
    return states.ahead();
  }

  /**
   * Decodes one frame.
   *
   * @param bytes the frame from the buffer's position to its limit; neither moves; the frame keeps
   *     views on it
   * @return the frame, possibly {@link Frame#EMPTY}
   * @throws MalformedFrameException for anything that is not exactly a frame of this stream
   * @throws UnsupportedFrameException for a frame of a form that only newer servers send
   */
  public Frame decode(ByteBuffer bytes) throws MalformedFrameException {
    ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    FrameHeader header = FrameHeader.read(in);
    CodecState state = states.advanceTo(header.sequence());
    if (state == null) {
      String which = states.isPast(header.sequence()) ? "no longer" : "not yet";
      throw new MalformedFrameException(
          1, "sequence number " + header.sequence() + " is " + which + " known");
    }
    if (header.hasCommonLength() && state.hasVariableType()) {
      throw new MalformedFrameException(
          0, "a common length, although the stream has a channel of variable-width samples");
    }
    return new SeriesReader(in, header, state).readAll();
  }
}
