package io.synnaxconnect.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Records of every format, as JSON without schema, to the float64 samples in them. */
final class JsonSamples {

  private JsonSamples() {}

  static List<ArrivedRow> of(JsonNode value, boolean late) throws IOException {
    String channel = value.path("channel").asText();
    List<ArrivedRow> samples = new ArrayList<>();
    if (value.has("data_type")) {
      ByteBuffer stamps = littleEndian(value.path("timestamps"));
      ByteBuffer values = littleEndian(value.path("values"));
      while (stamps.hasRemaining()) {
        samples.add(new ArrivedRow(channel, stamps.getLong(), values.getDouble(), late));
      }
    } else if (value.has("timestamps")) {
      for (int i = 0; i < value.path("timestamps").size(); i++) {
        long nanos = value.path("timestamps").path(i).asLong();
        samples.add(new ArrivedRow(channel, nanos, value.path("values").path(i).asDouble(), late));
      }
    } else if (value.has("channel")) {
      long nanos = value.path("timestamp").asLong();
      samples.add(new ArrivedRow(channel, nanos, value.path("value").asDouble(), late));
    } else {
      long nanos = value.path("timestamp").asLong();
      value.properties().stream()
          .filter(field -> !field.getKey().equals("timestamp") && !field.getValue().isNull())
          .map(field -> new ArrivedRow(field.getKey(), nanos, field.getValue().asDouble(), late))
          .forEach(samples::add);
    }
    return samples;
  }

  private static ByteBuffer littleEndian(JsonNode bytes) throws IOException {
    return ByteBuffer.wrap(bytes.binaryValue()).order(ByteOrder.LITTLE_ENDIAN);
  }
}
