package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Recorded frames with a few bytes changed: the quick form of the fuzz test. */
class FrameCodecMutationTest {

  private static final int ROUNDS = Boolean.getBoolean("test.full") ? 2_000_000 : 50_000;

  @Test
  void answersWithAFrameOrARefusal() throws Exception {
    // Given
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<byte[]> frames = AnyBytes.seeds();
    int decoded = 0;

    // When
    for (int round = 0; round < ROUNDS; round++) {
      byte[] message = mutate(frames.get(random.nextInt(frames.size())), random);
      try {
        decoded += AnyBytes.isFrame(message) ? 1 : 0;
      } catch (Throwable e) {
        throw new AssertionError(
            "seed " + seed + " round " + round + " " + HexFormat.of().formatHex(message), e);
      }
    }

    // Then
    assertThat(decoded)
        .as("frames with seed %s", seed)
        .isBetween(ROUNDS / 50, ROUNDS - ROUNDS / 50);
  }

  private static byte[] mutate(byte[] frame, Random random) {
    int length = random.nextInt(4) == 0 ? random.nextInt(frame.length + 8) : frame.length;
    byte[] message = java.util.Arrays.copyOf(frame, length);
    for (int n = random.nextInt(4); n > 0 && length > 0; n--) {
      byte[] odd = {0, 1, 2, 0x7f, (byte) 0x80, (byte) 0xff, (byte) random.nextInt()};
      message[random.nextInt(length)] = odd[random.nextInt(odd.length)];
    }
    return message;
  }
}
