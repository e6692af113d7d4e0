package io.synnaxconnect.simulator;

import com.google.protobuf.UnsafeByteOperations;
import io.synnaxconnect.proto.FrameMessage;
import io.synnaxconnect.proto.StreamerResponse;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Frames as messages of one stream: buffers, or frames where no key was ever named. */
final class StreamAnswers {

  private final Profile profile;
  private boolean malformNext;

  StreamAnswers(Profile profile) {
    this.profile = profile;
  }

  /** The next frame with samples is cut off by one byte. */
  void malformNext() {
    malformNext = true;
  }

  StreamerResponse of(@Nullable CodecState state, List<LiveSeries> frame) {
    if (state == null) {
      return StreamerResponse.newBuilder().setFrame(FrameMessage.getDefaultInstance()).build();
    }
    if (!profile.usesBuffers()) {
      return StreamerResponse.newBuilder().setFrame(profile.frame(state, frame)).build();
    }
    byte[] buffer = FrameEncoder.encode(state, frame);
    if (malformNext && !frame.isEmpty()) {
      malformNext = false;
      buffer = Arrays.copyOf(buffer, buffer.length - 1);
    }
    return StreamerResponse.newBuilder().setBuffer(UnsafeByteOperations.unsafeWrap(buffer)).build();
  }
}
