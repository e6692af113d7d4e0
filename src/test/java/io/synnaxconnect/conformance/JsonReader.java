package io.synnaxconnect.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.ValueOptions;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.telem.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as a program does that knows the data type of each channel, named after it here, and
 * which options were set.
 */
final class JsonReader {

  private final ValueOptions options;

  JsonReader(ValueOptions options) {
    this.options = options;
  }

  /** Reads a record, without the schema beside it. */
  List<ReadSample> read(RecordFormat format, JsonNode found) {
    return switch (format) {
      case SAMPLE -> List.of(sample(found, found.get("timestamp"), found.get("value")));
      case SERIES -> series(found);
      case PACKED -> packed(found);
      case ROW -> row(found);
    };
  }

  private List<ReadSample> series(JsonNode found) {
    List<ReadSample> samples = new ArrayList<>();
    for (int i = 0; i < found.get("timestamps").size(); i++) {
      samples.add(sample(found, found.get("timestamps").get(i), found.get("values").get(i)));
    }
    if (samples.size() != found.get("values").size()) {
      throw new AssertionError("more values than timestamps");
    }
    return samples;
  }

  private static List<ReadSample> packed(JsonNode found) {
    return PackedReader.read(
        "Base64",
        found.get("channel").textValue(),
        found.get("data_type").textValue(),
        found.get("count").intValue(),
        bytes(found.get("timestamps")),
        bytes(found.get("values")));
  }

  private List<ReadSample> row(JsonNode found) {
    List<ReadSample> samples = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : found.properties()) {
      if (!field.getKey().equals("timestamp")) {
        samples.add(read(field.getKey(), found.get("timestamp"), field.getValue()));
      }
    }
    return samples;
  }

  private ReadSample sample(JsonNode found, JsonNode timestamp, JsonNode value) {
    return read(found.get("channel").textValue(), timestamp, value);
  }

  private ReadSample read(String channel, JsonNode timestamp, JsonNode value) {
    if (!timestamp.canConvertToLong() || !timestamp.isIntegralNumber()) {
      throw new AssertionError("no timestamp: " + timestamp);
    }
    DataType dataType = DataType.ofWireName(channel.substring(Trial.CHANNEL_PREFIX.length()));
    boolean isBase64 =
        dataType == DataType.BYTES
            || (dataType == DataType.UINT64 && options.uint64() == Uint64Form.DECIMAL);
    String text = isBase64 ? "Base64" : "string";
    String form = value.isTextual() ? text : value.isBoolean() ? "boolean" : "number";
    return new ReadSample(
        channel,
        timestamp.longValue(),
        value.isNull() ? "null" : form,
        value.isNull() ? null : plain(dataType, value));
  }

  private String plain(@Nullable DataType dataType, JsonNode value) {
    if (dataType == null) {
      throw new AssertionError("no channel of this suite");
    }
    return switch (dataType) {
      case FLOAT32 -> value.isNumber() ? Bits.of((float) value.doubleValue()) : value.textValue();
      case FLOAT64 -> value.isNumber() ? Bits.of(value.doubleValue()) : value.textValue();
      case UINT64 ->
          options.uint64() == Uint64Form.DECIMAL
              ? new BigInteger(bytes(value)).toString()
              : integerOrText(value);
      case TIMESTAMP ->
          options.timestamp() == TimestampForm.ISO ? value.textValue() : integerOrText(value);
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 -> value.bigIntegerValue().toString();
      case BOOLEAN -> Boolean.toString(value.booleanValue());
      case UUID, STRING, JSON -> value.textValue();
      case BYTES -> HexFormat.of().formatHex(bytes(value));
    };
  }

  private static String integerOrText(JsonNode value) {
    return value.isIntegralNumber() ? value.bigIntegerValue().toString() : value.textValue();
  }

  private static byte[] bytes(JsonNode base64) {
    try {
      return base64.binaryValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
