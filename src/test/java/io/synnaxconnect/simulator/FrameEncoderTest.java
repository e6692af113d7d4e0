package io.synnaxconnect.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.synnaxconnect.proto.IteratorRequest;
import io.synnaxconnect.proto.IteratorResponse;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEncoderTest {

  private static final String STREAMER = "grpc.framer.FrameStreamerService";
  private static final String ITERATOR = "grpc.framer.FrameIteratorService";

  private static boolean isFrameOf(RecordedExchange.Exchange exchange, String service) {
    return exchange.service().equals(service) && exchange.expected().hasNonNull("codec");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rc_bool",
        "streamer_acks",
        "streamer_all_types",
        "streamer_calculated",
        "streamer_control_state",
        "streamer_deleted_channel",
        "streamer_downsample",
        "streamer_exclude_groups",
        "streamer_extreme_values",
        "streamer_fixed_types",
        "streamer_flags",
        "streamer_key_update",
        "streamer_metrics",
        "streamer_multi_group",
        "streamer_partial_frames",
        "streamer_throttle",
        "streamer_update_in_flight",
        "streamer_virtual",
        "streamer_zero_length",
        "alignment_reopen",
        "alignment_restart",
        "channel_change_signals",
        "slow_consumer_gap",
        "errors"
      })
  void encodesEveryRecordedLiveFrameByteByByte(String name) throws Exception {
    RecordedExchange recording = RecordedExchange.read(name);
    Map<String, Map<Integer, CodecState>> states = new HashMap<>();
    int compared = 0;
    for (RecordedExchange.Exchange exchange : recording.exchanges()) {
      if (exchange.isRequestOf(STREAMER)) {
        addState(states, recording, exchange);
      } else if (isFrameOf(exchange, STREAMER)) {
        int sequence = exchange.expected().at("/codec/sequence").asInt();
        CodecState state =
            Objects.requireNonNull(
                Objects.requireNonNull(states.get(exchange.call())).get(sequence));

        byte[] encoded = FrameEncoder.encode(state, RecordedExchange.series(exchange.expected()));

        assertThat(HexFormat.of().formatHex(encoded))
            .as("exchange %d", exchange.position())
            .isEqualTo(
                RecordedExchange.hex(StreamerResponse.parseFrom(exchange.bytes()).getBuffer()));
        compared++;
      }
    }
    assertThat(compared).isPositive();
  }

  private static void addState(
      Map<String, Map<Integer, CodecState>> states,
      RecordedExchange recording,
      RecordedExchange.Exchange exchange)
      throws InvalidProtocolBufferException {
    Map<Integer, CodecState> mine =
        states.computeIfAbsent(exchange.call(), call -> new HashMap<>());
    List<Channel> channels =
        channels(recording, StreamerRequest.parseFrom(exchange.bytes()).getKeysList());
    if (!channels.isEmpty()) {
      mine.put(mine.size() + 1, CodecState.of(mine.size() + 1, channels));
    }
  }

  private static List<Channel> channels(RecordedExchange recording, List<Integer> keys) {
    return keys.stream()
        .map(Integer::toUnsignedLong)
        .map(key -> recording.channels().getOrDefault(key, stranger(key)))
        .toList();
  }

  /** A key of a request that the recording does not describe, for example an unknown one. */
  private static Channel stranger(long key) {
    return new Channel(key, "stranger", "float64", 0, false, true, false, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rc_bool",
        "iterator_all_types",
        "iterator_autospan_chunks",
        "iterator_autospan_gap",
        "iterator_data_hole",
        "iterator_fixed_span_seeks",
        "writer"
      })
  void encodesEveryRecordedIteratorFrameByteByByte(String name) throws Exception {
    RecordedExchange recording = RecordedExchange.read(name);
    Map<String, CodecState> states = new HashMap<>();
    int compared = 0;
    for (RecordedExchange.Exchange exchange : recording.exchanges()) {
      if (exchange.isRequestOf(ITERATOR)) {
        IteratorRequest request = IteratorRequest.parseFrom(exchange.bytes());
        states.computeIfAbsent(
            exchange.call(), call -> CodecState.of(1, channels(recording, request.getKeysList())));
      } else if (exchange.expected().path("kind").asText().equals("iterator-data")) {
        CodecState state = Objects.requireNonNull(states.get(exchange.call()));

        byte[] encoded = FrameEncoder.encode(state, RecordedExchange.series(exchange.expected()));

        assertThat(HexFormat.of().formatHex(encoded))
            .as("exchange %d", exchange.position())
            .isEqualTo(
                RecordedExchange.hex(IteratorResponse.parseFrom(exchange.bytes()).getBuffer()));
        compared++;
      }
    }
    assertThat(compared).isPositive();
  }

  @Test
  void encodesAgainWhatItDecodedFromTheDemoRecording() throws Exception {
    RecordedExchange demo = RecordedExchange.read("demo_hotfire");
    StreamerRequest request = StreamerRequest.parseFrom(demo.exchanges().get(0).bytes());
    CodecState state = CodecState.of(1, channels(demo, request.getKeysList()));
    List<Map.Entry<Long, byte[]>> lines = RecordedExchange.demoLines();
    for (Map.Entry<Long, byte[]> line : lines.subList(1, lines.size())) {
      byte[] recorded = StreamerResponse.parseFrom(line.getValue()).getBuffer().toByteArray();

      byte[] encoded = FrameEncoder.encode(state, FrameDecoder.decode(state, recorded));

      assertThat(encoded).isEqualTo(recorded);
    }
    assertThat(lines).hasSize(988);
  }

  @Test
  void mergesSeriesThatGoOnWhereTheOtherEnds() {
    // Given
    CodecState state =
        CodecState.of(1, List.of(new Channel(7, "a", "int8", 0, false, true, false, "")));
    LiveSeries first = live(7, 1L << 32, 1, 2);
    LiveSeries second = live(7, (1L << 32) + 2, 3);

    // When
    byte[] merged = FrameEncoder.encode(state, List.of(second, first));

    // Then
    assertThat(merged).isEqualTo(FrameEncoder.encode(state, List.of(live(7, 1L << 32, 1, 2, 3))));
  }

  private static LiveSeries live(long key, long alignment, int... samples) {
    byte[] data = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      data[i] = (byte) samples[i];
    }
    return new LiveSeries(key, DataType.INT8, data, samples.length, alignment, 0, 0);
  }
}
