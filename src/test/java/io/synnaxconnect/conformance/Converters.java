package io.synnaxconnect.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.apicurio.registry.utils.converter.avro.AvroData;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.ValueOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;

/** The converters that workers use, here without registry and broker, each with a reader. */
final class Converters {

  private static final ObjectMapper JACKSON = new ObjectMapper();

  private final AvroData avroData = new AvroData(1000);
  private final Map<org.apache.kafka.connect.data.Schema, Schema> readerSchemas = new HashMap<>();
  private final JsonConverter json = jsonConverter(false);
  private final JsonConverter jsonWithSchema = jsonConverter(true);

  private static JsonConverter jsonConverter(boolean schemas) {
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("schemas.enable", schemas), false);
    return converter;
  }

  /** The bytes that go to Kafka, without the id of a schema. */
  byte[] encode(Encoding encoding, SourceRecord sourceRecord) {
    return switch (encoding) {
      case AVRO -> avro(sourceRecord);
      case JSON ->
          json.fromConnectData(
              sourceRecord.topic(), sourceRecord.valueSchema(), sourceRecord.value());
      case JSON_WITH_SCHEMA ->
          jsonWithSchema.fromConnectData(
              sourceRecord.topic(), sourceRecord.valueSchema(), sourceRecord.value());
    };
  }

  /** The samples that a reader finds in {@link #encode}'s bytes. */
  List<ReadSample> read(
      Encoding encoding, RecordFormat format, SourceRecord sourceRecord, ValueOptions options) {
    byte[] bytes = encode(encoding, sourceRecord);
    return encoding.isJson()
        ? new JsonReader(options).read(format, payload(encoding, bytes))
        : AvroReader.read(format, decode(schemaText(sourceRecord), bytes));
  }

  /** JSON without schema, from a converter with more settings. */
  static String json(SourceRecord sourceRecord, Map<String, String> settings) {
    try (JsonConverter converter = new JsonConverter()) {
      Map<String, String> all = new HashMap<>(settings);
      all.put("schemas.enable", "false");
      converter.configure(all, false);
      byte[] json =
          converter.fromConnectData(
              sourceRecord.topic(), sourceRecord.valueSchema(), sourceRecord.value());
      return new String(json, StandardCharsets.UTF_8);
    }
  }

  /** What a sink gets that a worker serves with Connect's own reader of JSON with schema. */
  SchemaAndValue sinkReads(SourceRecord sourceRecord) {
    return jsonWithSchema.toConnectData(
        sourceRecord.topic(), encode(Encoding.JSON_WITH_SCHEMA, sourceRecord));
  }

  private static JsonNode payload(Encoding encoding, byte[] bytes) {
    try {
      JsonNode found = JACKSON.readTree(bytes);
      return encoding == Encoding.JSON ? found : found.get("payload");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] avro(SourceRecord sourceRecord) {
    Object datum = avroData.fromConnectData(sourceRecord.valueSchema(), sourceRecord.value());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<>(avroData.fromConnectSchema(sourceRecord.valueSchema()))
          .write(datum, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What the registry would hold, parsed anew. */
  private Schema schemaText(SourceRecord sourceRecord) {
    return readerSchemas.computeIfAbsent(
        sourceRecord.valueSchema(),
        schema -> new Schema.Parser().parse(avroData.fromConnectSchema(schema).toString()));
  }

  private static GenericRecord decode(Schema schema, byte[] bytes) {
    try {
      return new GenericDatumReader<GenericRecord>(schema)
          .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
