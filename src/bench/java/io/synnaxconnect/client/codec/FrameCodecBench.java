package io.synnaxconnect.client.codec;

import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decoding one frame of float64 channels, as servers send it when all channels are present. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class FrameCodecBench {

  private static final int ALL_PRESENT_AND_EQUAL = 0x1f;
  private static final int KEYED_AND_EQUAL = 0x1e;

  /** How many channels are in the frame. */
  @Param({"1", "8", "64", "1000"})
  public int channels;

  /** How many samples each has. */
  @Param({"1", "100", "1000"})
  public int samples;

  private final FrameCodec dense = new FrameCodec();
  private final FrameCodec sparse = new FrameCodec();
  private ByteBuffer allPresent = ByteBuffer.allocate(0);
  private ByteBuffer keyed = ByteBuffer.allocate(0);

  /** Builds the frames; every other channel of the stream is missing from the keyed one. */
  @Setup
  public void build() {
    Map<Long, DataType> types = new HashMap<>();
    for (long key = 1; key <= 2L * channels; key++) {
      types.put(key, DataType.FLOAT64);
    }
    sparse.addState(CodecState.of(types));
    keyed = frame(KEYED_AND_EQUAL, true);
    types.keySet().removeIf(key -> key % 2 == 0);
    dense.addState(CodecState.of(types));
    allPresent = frame(ALL_PRESENT_AND_EQUAL, false);
  }

  private ByteBuffer frame(int flags, boolean withKeys) {
    int bytes = 17 + channels * (4 + 8 * samples);
    ByteBuffer frame = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    frame.put((byte) flags).putInt(1).putInt(samples).putLong(42);
    for (int channel = 0; channel < channels; channel++) {
      if (withKeys) {
        frame.putInt(1 + 2 * channel);
      }
      for (int sample = 0; sample < samples; sample++) {
        frame.putDouble(sample);
      }
    }
    return frame.flip().asReadOnlyBuffer();
  }

  /** All channels of the stream, without keys. */
  @Benchmark
  public Frame decodeAllPresent() throws MalformedFrameException {
    return dense.decode(allPresent);
  }

  /** Half of the channels of the stream, each with its key. */
  @Benchmark
  public Frame decodeKeyed() throws MalformedFrameException {
    return sparse.decode(keyed);
  }
}
