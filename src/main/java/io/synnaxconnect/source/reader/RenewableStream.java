package io.synnaxconnect.source.reader;

/** A live stream about which something can be done if it does not bring what it should. */
public interface RenewableStream {

  /** When it last brought a frame, by the clock for durations; {@link Long#MIN_VALUE} if never. */
  long lastFrameNanos();

  /** When it last brought a frame of a node of the cluster. */
  long lastFrameNanos(int node);

  /** How many addresses the cluster has. */
  int addresses();

  /**
   * Takes the channels of a node out of the stream and, a moment later, in again: a node that has
   * lost another one only requests its channels again when no stream wants them any more. The other
   * channels stay in the stream.
   */
  void renew(int node);

  /** Reopens the stream, at the next address if there are several. */
  void reopenElsewhere(String reason);
}
