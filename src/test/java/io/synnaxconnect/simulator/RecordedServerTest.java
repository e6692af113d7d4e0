package io.synnaxconnect.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Metadata;
import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulator answers recorded requests with the recorded bytes. */
@Timeout(120)
class RecordedServerTest {

  private static final Metadata.Key<String> ERROR =
      Metadata.Key.of("error", Metadata.ASCII_STRING_MARSHALLER);

  private Simulator simulator = Simulator.builder().start();

  @AfterEach
  void close() {
    simulator.close();
  }

  private RecordedExchange prepared(String name) {
    RecordedExchange recording = RecordedExchange.read(name);
    recording.channels().values().forEach(simulator::putChannel);
    return recording;
  }

  /** Lets the next channels get the keys that the recording has. */
  private void handOutKeysFrom(long leased, long free) {
    for (long key : new long[] {leased - 1, free - 1}) {
      simulator.putChannel(new Channel(key, "spacer", "int8", 0, false, true, false, ""));
      simulator.deleteChannel(key);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iterator_all_types",
        "iterator_autospan_chunks",
        "iterator_autospan_gap",
        "iterator_data_hole",
        "iterator_fixed_span_seeks"
      })
  void readsHistoryAsRecorded(String name) throws Exception {
    RecordedExchange recording = prepared(name);
    store(recording);

    replay(recording, exchange -> true);
  }

  @Test
  void leavesOutARegionWhoseFirstSampleIsAfterTheRangeBeginsAsRecorded() throws Exception {
    // Three regions of 5 rows; the second writer declared a start 10 s before its first sample.
    RecordedExchange recording = prepared("iterator_range_before_first_sample");
    long t = 1_796_000_000_000_000_000L;
    storeRegion(t - 1_000_000_000_000L, t - 1_000_000_000_000L);
    storeRegion(t, t + 10_000_000_000L);
    storeRegion(t + 100_000_000_000L, t + 100_000_000_000L);

    replay(recording, exchange -> true);
  }

  private void storeRegion(long declaredStart, long firstNanos) {
    long[] stamps = new long[5];
    Arrays.setAll(stamps, i -> firstNanos + i * 1_000_000L);
    try (SimulatedWriter writer =
        simulator.openWriter(
            WriterOptions.defaults().withStart(declaredStart), 1_048_584, 1_048_585)) {
      writer.write(SeriesData.timestamps(stamps), SeriesData.float64(0, 1, 2, 3, 4));
    }
  }

  @Test
  void refusesIteratorsAsRecorded() throws Exception {
    RecordedExchange history = prepared("iterator_autospan_chunks");
    store(history);

    // One text prints a pointer.
    replay(prepared("iterator_errors"), exchange -> !exchange.call().equals("virtual channel"));
  }

  @Test
  void writesAsRecorded() throws Exception {
    replay(prepared("writer"), exchange -> true);
  }

  @Test
  void createsRetrievesAndDeletesChannelsAsRecorded() throws Exception {
    handOutKeysFrom(1048671, 4293918770L);

    // The lists of all channels hold what else that server had; of several data channels the
    // server names any.
    replay(
        RecordedExchange.read("channels"),
        exchange -> !List.of(67, 73, 85).contains(exchange.position()));
  }

  @Test
  void refusesTheFiftyFirstStoredChannel() throws Exception {
    simulator.close();
    simulator = Simulator.builder().licenceLimit(50).start();
    simulator.putChannel(
        new Channel(1048695, "lic_time", "timestamp", 1048695, true, false, false, ""));

    replay(RecordedExchange.read("licence_limit"), exchange -> true);
  }

  @Test
  void refusesStreamsAsRecorded() throws Exception {
    RecordedExchange errors = RecordedExchange.read("errors");
    RecordedExchange streams =
        new RecordedExchange(
            errors.channels(),
            errors.exchanges().stream()
                .filter(exchange -> !exchange.call().startsWith("server stopped"))
                .filter(exchange -> !exchange.call().isEmpty())
                .toList());

    replay(streams, exchange -> true);
  }

  @Test
  void checksLoginsAndTokensOfUnaryCallsAsRecorded() throws Exception {
    RecordedExchange auth = RecordedExchange.read("auth");
    RecordedExchange unary =
        new RecordedExchange(
            Map.of(), auth.exchanges().stream().filter(e -> e.call().isEmpty()).toList());

    // Cluster keys, times and tokens differ.
    replay(unary, exchange -> exchange.direction().equals("status"));
  }

  @Test
  void tellsAndEchoesInTheMetadataOfARefusedStream() throws Exception {
    for (RecordedExchange.Exchange recorded : RecordedExchange.read("auth").exchanges()) {
      if (recorded.direction().equals("status") && !recorded.call().isEmpty()) {
        String token = metadata(recorded, "authorization");
        boolean isBadPrefix = recorded.json().get("code").asInt() == 13;
        try (TestClient client = new TestClient(simulator)) {
          TestClient.Call call =
              client
                  .withToken(isBadPrefix ? "no prefix" : token)
                  .open("grpc.framer.FrameStreamerService");

          assertThat(call.status().getCode().value())
              .isEqualTo(recorded.json().get("code").asInt());
          assertThat(call.status().getDescription())
              .isEqualTo(recorded.json().get("message").asText());
          if (!isBadPrefix) {
            assertThat(call.headers().get(TestClient.AUTHORIZATION)).isEqualTo(token);
            assertThat(call.headers().get(ERROR)).isEqualTo(metadata(recorded, "error"));
          }
        }
      }
    }
  }

  private static @Nullable String metadata(RecordedExchange.Exchange recorded, String name) {
    for (JsonNode pair : recorded.json().get("initialMetadata")) {
      if (pair.get(0).asText().equals(name)) {
        return pair.get(1).asText();
      }
    }
    return null;
  }

  @ParameterizedTest
  @ValueSource(strings = {"streamer_acks", "streamer_exclude_groups"})
  void streamsAsRecorded(String name) throws Exception {
    replay(prepared(name), exchange -> true);
  }

  @Test
  void announcesWritersAsRecorded() throws Exception {
    // Given: the recorded server writes its metrics, and told of that before anybody listened.
    simulator.close();
    simulator = Simulator.builder().housekeeping(true).start();
    RecordedExchange recording = prepared("control_transfers");
    List<String> recorded = new ArrayList<>();
    for (RecordedExchange.Exchange exchange : recording.exchanges()) {
      if (exchange.direction().equals("response")) {
        recorded.add(transfers(exchange.bytes().toByteArray()));
      }
    }
    try (TestClient client = new TestClient(simulator)) {
      TestClient.Call call =
          client
              .withToken(token(client))
              .open(Stand.STREAMER)
              .send(Stand.request(BuiltInChannels.CONTROL));
      List<String> answers = new ArrayList<>();
      answers.add(transfers(call.answer()));
      answers.add(transfers(call.answer()));

      // When
      for (WriterMode mode : List.of(WriterMode.PERSIST_ONLY, WriterMode.PERSIST_AND_STREAM)) {
        WriterOptions kit = new WriterOptions(mode, true, 255, "kit", 0, null, false);
        simulator.openWriter(kit, 1_048_584, 1_048_585).close();
        answers.add(transfers(call.answer()));
        answers.add(transfers(call.answer()));
      }

      // Then
      assertThat(answers).isEqualTo(recorded);
    }
  }

  private static String token(TestClient client) throws Exception {
    byte[] request =
        LoginRequest.newBuilder().setUsername("synnax").setPassword("seldon").build().toByteArray();
    byte[] answer = client.unary("grpc.auth.AuthLoginService", request);
    return "Bearer " + LoginResponse.parseFrom(answer).getToken();
  }

  /** A frame without its random keys, and with its transfers in order. */
  private static String transfers(byte[] answer) throws Exception {
    byte[] buffer = StreamerResponse.parseFrom(answer).getBuffer().toByteArray();
    Channel control =
        new Channel(
            BuiltInChannels.CONTROL, "sy_node_1_control", "string", 0, false, true, true, "");
    List<LiveSeries> frame = FrameDecoder.decode(CodecState.of(1, List.of(control)), buffer);
    if (frame.isEmpty()) {
      return Stand.hex(answer);
    }
    LiveSeries one = frame.get(0);
    String text = new String(one.data(), 4, one.data().length - 4, StandardCharsets.UTF_8);
    List<String> transfers = new ArrayList<>();
    Json.MAPPER.readTree(text).get("transfers").forEach(t -> transfers.add(t.toString()));
    transfers.replaceAll(t -> t.replaceAll("\"key\":\"[-0-9a-f]{36}\"", "\"key\":\"a\""));
    Collections.sort(transfers);
    return "%d %d %s".formatted(one.samples(), one.alignment(), transfers);
  }

  private void replay(RecordedExchange recording, Predicate<RecordedExchange.Exchange> isCompared)
      throws Exception {
    try (Replay replay = new Replay(simulator, isCompared)) {
      assertThat(replay.run(recording)).isPositive();
    }
  }

  /** Writes what the recorded iterators found, each domain with a writer of its own. */
  private void store(RecordedExchange recording) {
    Map<Long, Map<Long, Map<Long, byte[]>>> domains = new TreeMap<>();
    for (RecordedExchange.Exchange exchange : recording.exchanges()) {
      for (LiveSeries series : RecordedExchange.series(exchange.expected())) {
        collect(domains, series);
      }
    }
    domains.values().forEach(this::storeDomain);
  }

  private static void collect(Map<Long, Map<Long, Map<Long, byte[]>>> domains, LiveSeries series) {
    Map<Long, byte[]> samples =
        domains
            .computeIfAbsent(series.alignment() >>> 32, domain -> new LinkedHashMap<>())
            .computeIfAbsent(series.channelKey(), key -> new TreeMap<>());
    long position = series.alignment() & 0xffff_ffffL;
    int at = 0;
    while (at < series.data().length) {
      int end = Samples.endOf(series.type(), series.data(), at);
      samples.put(position++, Arrays.copyOfRange(series.data(), at, end));
      at = end;
    }
  }

  private void storeDomain(Map<Long, Map<Long, byte[]>> byChannel) {
    Map<Long, SeriesData> write = new LinkedHashMap<>();
    byChannel.forEach(
        (key, samples) -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          samples.values().forEach(bytes::writeBytes);
          write.put(key, SeriesData.raw(type(key), bytes.toByteArray()));
        });
    long[] keys = write.keySet().stream().mapToLong(Long::longValue).toArray();
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.write(write);
    }
  }

  private DataType type(long key) {
    List<Channel> found = simulator.channels().stream().filter(c -> c.key() == key).toList();
    return Objects.requireNonNull(found.get(0).dataType());
  }
}
