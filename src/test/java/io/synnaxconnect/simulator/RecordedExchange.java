package io.synnaxconnect.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** One file of exchanges recorded from a real server. */
record RecordedExchange(Map<Long, Channel> channels, List<Exchange> exchanges) {

  /** One step; {@code expected} is a missing node where there is none. */
  record Exchange(
      int position,
      String direction,
      String service,
      String call,
      ByteString bytes,
      JsonNode json,
      JsonNode expected) {

    boolean isRequestOf(String name) {
      return direction.equals("request") && service.equals(name);
    }
  }

  static RecordedExchange read(String name) {
    try {
      return parse(Json.MAPPER.readTree(text(name + ".json")));
    } catch (IOException e) {
      throw new IllegalStateException("no recording " + name, e);
    }
  }

  /** The lines of the demo recording: time after the first in nanoseconds, and the message. */
  static List<Map.Entry<Long, byte[]>> demoLines() {
    try {
      List<Map.Entry<Long, byte[]>> lines = new ArrayList<>();
      for (String line : text("demo_hotfire.jsonl").lines().toList()) {
        JsonNode json = Json.MAPPER.readTree(line);
        lines.add(
            Map.entry(json.get("t").asLong(), HexFormat.of().parseHex(json.get("hex").asText())));
      }
      return lines;
    } catch (IOException e) {
      throw new IllegalStateException("no demo recording", e);
    }
  }

  private static String text(String name) throws IOException {
    try (InputStream in = RecordedExchange.class.getResourceAsStream("/vectors/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static RecordedExchange parse(JsonNode file) {
    Map<Long, Channel> channels = new LinkedHashMap<>();
    for (JsonNode channel : file.path("channels")) {
      channels.put(channel.get("key").asLong(), channel(channel));
    }
    Map<Integer, JsonNode> expected = new LinkedHashMap<>();
    file.path("expected").forEach(one -> expected.put(one.path("exchange").asInt(-1), one));
    List<Exchange> exchanges = new ArrayList<>();
    for (JsonNode one : file.path("exchange")) {
      int position = one.get("i").asInt();
      exchanges.add(
          new Exchange(
              position,
              one.get("direction").asText(),
              one.path("service").asText(),
              one.path("call").asText(),
              ByteString.copyFrom(HexFormat.of().parseHex(one.path("hex").asText())),
              one,
              expected.getOrDefault(position, Json.MAPPER.missingNode())));
    }
    return new RecordedExchange(channels, exchanges);
  }

  static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  static Channel channel(JsonNode json) {
    return new Channel(
        json.get("key").asLong(),
        json.get("name").asText(),
        json.get("data_type").asText(),
        json.path("index").asLong(),
        json.path("is_index").asBoolean(),
        json.path("virtual").asBoolean(),
        json.path("internal").asBoolean(),
        json.path("expression").asText());
  }

  /** The expected series of one answer, as input of an encoder. */
  static List<LiveSeries> series(JsonNode expected) {
    List<LiveSeries> series = new ArrayList<>();
    for (JsonNode one : expected.path("series")) {
      DataType type = Objects.requireNonNull(DataType.ofWireName(one.get("data_type").asText()));
      List<Object> values = new ArrayList<>();
      one.get("values").forEach(value -> values.add(value(type, value)));
      LiveSeries plain =
          SeriesData.of(type, values.toArray())
              .withTimeRange(
                  one.at("/time_range/start").asLong(), one.at("/time_range/end").asLong())
              .toSeries(one.get("key").asLong());
      series.add(
          new LiveSeries(
              plain.channelKey(),
              type,
              plain.data(),
              plain.samples(),
              new BigInteger(one.get("alignment").asText()).longValue(),
              plain.startNanos(),
              plain.endNanos()));
    }
    return series;
  }

  private static Object value(DataType type, JsonNode value) {
    return switch (type) {
      case TIMESTAMP, INT64, UINT64 -> new BigInteger(value.asText());
      case FLOAT64, FLOAT32 ->
          value.isTextual() ? Double.valueOf(value.asText()) : Double.valueOf(value.asDouble());
      case INT32, INT16, INT8, UINT32, UINT16, UINT8 -> value.asLong();
      case BOOLEAN -> value.asBoolean();
      case UUID -> UUID.fromString(value.asText());
      case STRING, JSON -> value.asText();
      case BYTES -> HexFormat.of().parseHex(value.asText());
    };
  }
}
