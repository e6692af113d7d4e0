package io.synnaxconnect.source;

import io.synnaxconnect.source.buffer.GroupFrame;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;

/** Streams and shares of frames for the tests of this package. */
public final class Sessions {

  private Sessions() {}

  public static StreamSession session(long number, IndexGroup... groups) {
    return new StreamSession(number, "cluster-a", 5_000, List.of(groups));
  }

  /** The only share of a frame. */
  public static GroupFrame share(StreamSession session, Frame frame) {
    return session.split(frame, 9_000, 9_000).get(0);
  }
}
