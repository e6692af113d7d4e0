package io.synnaxconnect.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.client.codec.CodecState;
import io.synnaxconnect.client.codec.FrameCodec;
import io.synnaxconnect.client.codec.MalformedFrameException;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The engine test of 60 seconds that was recorded from a real Synnax.
 *
 * @param channels with the keys of the recording
 * @param frames in order
 */
record RecordedFlight(List<Channel> channels, List<TimedFrame> frames) {

  /** Time from one round to the next when the flight is repeated without a break. */
  static final long ROUND_NANOS = 60_000_000_000L;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A frame, and when it came after the stream was opened. */
  record TimedFrame(long atNanos, Frame frame) {}

  /** Reads the recording from the class path. */
  static RecordedFlight load() {
    try {
      List<Channel> channels = new ArrayList<>();
      for (JsonNode channel : JSON.readTree(resource("demo_hotfire.json")).path("channels")) {
        channels.add(channel(channel));
      }
      return new RecordedFlight(List.copyOf(channels), frames(channels));
    } catch (IOException | MalformedFrameException e) {
      throw new IllegalStateException("the recorded flight cannot be read", e);
    }
  }

  private static List<TimedFrame> frames(List<Channel> channels)
      throws IOException, MalformedFrameException {
    Map<Long, DataType> types = new HashMap<>();
    channels.forEach(c -> types.put(c.key(), Objects.requireNonNull(c.dataType())));
    FrameCodec codec = new FrameCodec();
    codec.addState(CodecState.of(types));
    List<TimedFrame> frames = new ArrayList<>();
    for (String line : resource("demo_hotfire.jsonl").lines().toList()) {
      JsonNode json = JSON.readTree(line);
      byte[] message = HexFormat.of().parseHex(json.path("hex").asText());
      StreamerResponse response = StreamerResponse.parseFrom(message);
      Frame frame = codec.decode(response.getBuffer().asReadOnlyByteBuffer());
      if (!frame.isEmpty()) {
        frames.add(new TimedFrame(json.path("t").asLong(), frame));
      }
    }
    return List.copyOf(frames);
  }

  private static Channel channel(JsonNode json) {
    return new Channel(
        json.path("key").asLong(),
        json.path("name").asText(),
        json.path("data_type").asText(),
        json.path("index").asLong(),
        json.path("is_index").asBoolean(),
        false,
        false,
        "");
  }

  private static String resource(String name) {
    try (var stream = RecordedFlight.class.getResourceAsStream("/vectors/" + name)) {
      return new String(
          Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
