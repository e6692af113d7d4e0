package io.synnaxconnect.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Series;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Samples in the form in which recordings spell them. Doubles compare by their bits but for NaN.
 */
final class SampleValues {

  private SampleValues() {}

  static List<Object> of(Series series) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < series.sampleCount(); i++) {
      values.add(value(series, i));
    }
    return values;
  }

  private static Object value(Series series, int i) {
    return switch (series.dataType()) {
      case UINT64 -> Long.toUnsignedString(series.longAt(i));
      case TIMESTAMP, INT64 -> Long.toString(series.longAt(i));
      case INT32, UINT32, INT16, UINT16, INT8, UINT8 -> series.longAt(i);
      case FLOAT64, FLOAT32 -> series.doubleAt(i);
      case BOOLEAN -> series.booleanAt(i);
      case UUID -> series.uuidAt(i).toString();
      case STRING, JSON -> series.stringAt(i);
      case BYTES -> HexFormat.of().formatHex(series.bytesAt(i));
    };
  }

  static List<Object> expected(DataType type, JsonNode values) {
    List<Object> expected = new ArrayList<>();
    values.forEach(value -> expected.add(expectedOne(type, value)));
    return expected;
  }

  private static Object expectedOne(DataType type, JsonNode value) {
    return switch (type) {
      case INT32, UINT32, INT16, UINT16, INT8, UINT8 -> value.longValue();
      case FLOAT64, FLOAT32 ->
          value.isTextual() ? Double.valueOf(value.asText()) : (Object) value.doubleValue();
      case BOOLEAN -> value.asBoolean();
      case UINT64, TIMESTAMP, INT64, UUID, STRING, JSON, BYTES -> value.asText();
    };
  }
}
