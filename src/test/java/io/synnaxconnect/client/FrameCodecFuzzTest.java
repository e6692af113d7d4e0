package io.synnaxconnect.client;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** A normal run replays the recorded frames; {@code JAZZER_FUZZ=1} goes on from there. */
@Tag("fuzz")
class FrameCodecFuzzTest {

  static Stream<byte[]> seeds() throws InvalidProtocolBufferException {
    return AnyBytes.seeds().stream();
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void answersWithAFrameOrARefusal(byte[] message) {
    AnyBytes.isFrame(message);
  }
}
