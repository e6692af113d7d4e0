package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.management.ThreadMXBean;
import io.synnaxconnect.client.Recording.Exchange;
import io.synnaxconnect.client.codec.CodecState;
import io.synnaxconnect.client.codec.FrameCodec;
import io.synnaxconnect.client.codec.MalformedFrameException;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decodes any bytes and checks what must hold for all of them: a frame that can be read to the end
 * or a refusal, and memory in proportion to the bytes.
 */
final class AnyBytes {

  /** A state with every type, and one without types of variable width. */
  private static final List<String> FILES =
      List.of("streamer_all_types.json", "streamer_fixed_types.json", "rc_bool.json");

  /** A repeated key without samples is 4 bytes long and makes a series of its own. */
  private static final long MAX_ALLOCATED_PER_BYTE = 128;

  /** For everything that does not grow with the message. */
  private static final long MAX_ALLOCATED = 64 << 10;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final List<CodecState> STATES = FILES.stream().map(AnyBytes::state).toList();

  private AnyBytes() {}

  private static CodecState state(String file) {
    Recording recording = Recording.of(file);
    try {
      StreamerRequest open = StreamerRequest.parseFrom(recording.exchanges().get(0).bytes());
      return CodecState.of(recording.dataTypes(open.getKeysList()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Recorded frames of the states, renumbered; and of all others, whose keys are foreign. */
  static List<byte[]> seeds() throws InvalidProtocolBufferException {
    List<byte[]> seeds = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Recording recording : Recording.all()) {
      int number = Math.max(0, FILES.indexOf(recording.file())) + 1;
      for (Exchange exchange : recording.exchanges()) {
        if (exchange.isResponseOf(RecordedFrames.STREAMER)) {
          ByteString buffer = StreamerResponse.parseFrom(exchange.bytes()).getBuffer();
          // One frame of each layout in each file says it all.
          if (!buffer.isEmpty() && seen.add(recording.file() + buffer.byteAt(0))) {
            byte[] seed = buffer.toByteArray();
            seed[1] = (byte) number;
            seeds.add(seed);
          }
        }
      }
    }
    return seeds;
  }

  /** Decodes; fails when anything but a frame or a refusal comes out. Tells which it was. */
  static boolean isFrame(byte[] message) {
    long bound = MAX_ALLOCATED + MAX_ALLOCATED_PER_BYTE * message.length;
    long allocated = Long.MAX_VALUE;
    boolean decoded = false;
    // At first classes may be loaded, or instrumented by the fuzzer: the least counts.
    for (int attempt = 0; attempt < 4 && allocated > bound; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      decoded = decodes(message);
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).isLessThanOrEqualTo(bound);
    return decoded;
  }

  private static boolean decodes(byte[] message) {
    FrameCodec codec = new FrameCodec();
    STATES.forEach(codec::addState);
    try {
      Frame frame = codec.decode(ByteBuffer.wrap(message));
      for (int i = 0; i < frame.size(); i++) {
        readAll(frame.seriesAt(i));
      }
      return true;
    } catch (MalformedFrameException e) {
      assertThat(e.position()).isBetween(0, message.length);
      return false;
    }
  }

  private static void readAll(Series series) {
    for (int i = 0; i < series.sampleCount(); i++) {
      switch (series.dataType()) {
        case TIMESTAMP, INT64, INT32, INT16, INT8, UINT64, UINT32, UINT16, UINT8 ->
            series.longAt(i);
        case FLOAT64, FLOAT32 -> series.doubleAt(i);
        case BOOLEAN -> series.booleanAt(i);
        case UUID -> series.uuidAt(i);
        case STRING, JSON -> series.stringAt(i);
        case BYTES -> series.bytesAt(i);
      }
    }
  }
}
