package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.client.Recording.Exchange;
import io.synnaxconnect.client.codec.CodecState;
import io.synnaxconnect.client.codec.FrameCodec;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.Frame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The recorded engine test of 60 s: every byte of every channel arrives. */
class RecordedDemoTest {

  private static final String FILE = "demo_hotfire.json";
  private static final String LINES = "demo_hotfire.jsonl";

  /** Files that this test decodes. */
  static Set<String> covered() {
    return Set.of(FILE, LINES);
  }

  @Test
  void everyChannelHasExactlyTheRecordedSamples() throws Exception {
    // Given
    Recording recording = Recording.of(FILE);
    Exchange open = recording.exchanges().get(0);
    List<Integer> channelKeys = StreamerRequest.parseFrom(open.bytes()).getKeysList();
    FrameCodec codec = new FrameCodec();
    codec.addState(CodecState.of(recording.dataTypes(channelKeys)));
    List<String> lines = Files.readAllLines(Recording.FOLDER.resolve(LINES));
    JsonNode root = Recording.json(Recording.FOLDER.resolve(FILE));
    Map<Long, Sum> sums = new HashMap<>();

    // When
    for (String line : lines) {
      byte[] message = Recording.bytes(Recording.json(line).path("hex").asText());
      Frame frame =
          codec.decode(StreamerResponse.parseFrom(message).getBuffer().asReadOnlyByteBuffer());
      for (int i = 0; i < frame.size(); i++) {
        sums.computeIfAbsent(frame.channelKeyAt(i), key -> new Sum()).add(frame, i);
      }
    }

    // Then
    assertThat(lines).hasSize(root.path("responses").asInt());
    assertThat(sums).hasSize(root.path("expected").size());
    for (JsonNode expected : root.path("expected")) {
      Sum sum = Objects.requireNonNull(sums.get(expected.path("key").asLong()));
      assertThat(sum.samples).isEqualTo(expected.path("samples").asInt());
      assertThat(HexFormat.of().formatHex(sum.digest.digest()))
          .isEqualTo(expected.path("sha256").asText());
    }
  }

  @Test
  void isTheFileThatTheRecordingNames() {
    assertThat(Recording.json(Path.of(Recording.FOLDER + "/" + FILE)).path("responseFile").asText())
        .isEqualTo(LINES);
  }

  private static final class Sum {
    private final MessageDigest digest;
    private int samples;

    Sum() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    void add(Frame frame, int i) {
      samples += frame.seriesAt(i).sampleCount();
      digest.update(frame.seriesAt(i).data());
    }
  }
}
