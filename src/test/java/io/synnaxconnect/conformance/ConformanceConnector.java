package io.synnaxconnect.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.cluster.SchemaRegistry;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.ValueOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** A connector on a real worker with one format, one converter and one choice of options. */
record ConformanceConnector(RecordFormat format, Encoding encoding, ValueOptions options) {

  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final int CONFLUENT_HEADER_BYTES = 1 + Integer.BYTES;

  /** Room for a row with a mebibyte of each text, as JSON. */
  private static final String MAX_RECORD_BYTES = "20000000";

  /** Of the connector; its topics begin with it and a dot. */
  String name() {
    String name = "types." + format + "." + encoding + "." + options.uint64();
    return name.toLowerCase(Locale.ROOT);
  }

  /** The whole configuration for the simulator at this address. */
  Map<String, String> config(String synnaxAddress, String password) {
    Map<String, String> config = new HashMap<>();
    config.put("name", name());
    config.put("connector.class", SynnaxSourceConnector.class.getName());
    config.put("tasks.max", "1");
    config.put("synnax.address", synnaxAddress);
    config.put("synnax.username", "synnax");
    config.put("synnax.password", password);
    config.put("synnax.tls.enabled", "false");
    config.put("channels.include", Trial.CHANNEL_PREFIX + ".*");
    config.put("start.from", "earliest");
    config.put("errors.data", "skip");
    config.putAll(recordSettings());
    config.putAll(converterSettings());
    config.put("topic.creation.default.replication.factor", "1");
    config.put("topic.creation.default.partitions", "1");
    config.put("topic.creation.default.retention.ms", "-1");
    config.put("topic.creation.default.max.message.bytes", MAX_RECORD_BYTES);
    config.put("producer.override.max.request.size", MAX_RECORD_BYTES);
    return config;
  }

  private Map<String, String> recordSettings() {
    boolean perType = format == RecordFormat.SAMPLE && encoding == Encoding.AVRO;
    Map<String, String> settings = new HashMap<>();
    settings.put("record.format", lower(format));
    settings.put("record.max.bytes", MAX_RECORD_BYTES);
    // A topic for each type, as users have it, and to save time one topic everywhere else.
    settings.put("topic", name() + (perType ? ".${data_type}" : ".all"));
    settings.put("topic.mixed", Boolean.toString(!perType));
    if (format != RecordFormat.PACKED) {
      settings.put("value.uint64", lower(options.uint64()));
      settings.put("value.timestamp", lower(options.timestamp()));
      settings.put("value.nan", lower(options.nan()));
      settings.put("value.infinity", lower(options.infinity()));
    }
    return settings;
  }

  private Map<String, String> converterSettings() {
    return encoding.isJson()
        ? Map.of(
            "value.converter",
            "org.apache.kafka.connect.json.JsonConverter",
            "value.converter.schemas.enable",
            Boolean.toString(encoding == Encoding.JSON_WITH_SCHEMA))
        : Map.of();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The samples in the value of a Kafka record. */
  List<ReadSample> read(byte[] value, SchemaRegistry registry) {
    try {
      if (encoding == Encoding.AVRO) {
        return AvroReader.read(format, avro(value, registry));
      }
      JsonNode found = JACKSON.readTree(value);
      return new JsonReader(options)
          .read(format, encoding == Encoding.JSON ? found : found.get("payload"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GenericRecord avro(byte[] value, SchemaRegistry registry) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(value);
    if (header.get() != 0) {
      throw new AssertionError("not Confluent's wire format");
    }
    Schema schema = registry.schema(header.getInt());
    return new GenericDatumReader<GenericRecord>(schema)
        .read(
            null,
            DecoderFactory.get()
                .binaryDecoder(
                    value, CONFLUENT_HEADER_BYTES, value.length - CONFLUENT_HEADER_BYTES, null));
  }

  /** The case that a sample of this type makes. */
  Case of(Written written) {
    return new Case(format, encoding, written.dataType(), options);
  }

  @Override
  public String toString() {
    return name();
  }
}
