package io.synnaxconnect.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.delivery.Arrival;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Rows;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every data type with its usual, extreme and odd values, in every form that can be chosen. */
@SuppressWarnings("JavaUtilDate") // Connect's Timestamp is a java.util.Date.
class SampleTypesTest {

  private static final ValueOptions DEFAULT = ValueOptions.DEFAULT;
  private static final UUID SOME_UUID = UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210");

  /** What is written, and the schema and values that come out. */
  private record Case(
      DataType dataType,
      ValueOptions options,
      List<Object> samples,
      String schema,
      List<@Nullable Object> values) {

    Case in(ValueOptions otherOptions) {
      return new Case(dataType, otherOptions, samples, schema, values);
    }

    Case with(Object... written) {
      return new Case(dataType, options, List.of(written), schema, values);
    }

    Case gives(@Nullable Object... expected) {
      return new Case(dataType, options, samples, schema, Arrays.asList(expected));
    }

    @Override
    public String toString() {
      return dataType.wireName() + " " + samples.size() + " samples as " + schema + " " + options;
    }
  }

  static List<Case> cases() {
    return List.of(
        of(DataType.INT8, "Int8Sample INT8")
            .with(1, -128, 127)
            .gives((byte) 1, (byte) -128, (byte) 127),
        of(DataType.INT16, "Int16Sample INT16")
            .with(1, -32768, 32767)
            .gives((short) 1, Short.MIN_VALUE, Short.MAX_VALUE),
        of(DataType.INT32, "Int32Sample INT32")
            .with(1, Integer.MIN_VALUE, Integer.MAX_VALUE)
            .gives(1, Integer.MIN_VALUE, Integer.MAX_VALUE),
        of(DataType.INT64, "Int64Sample INT64")
            .with(1L, Long.MIN_VALUE, Long.MAX_VALUE)
            .gives(1L, Long.MIN_VALUE, Long.MAX_VALUE),
        of(DataType.UINT8, "Uint8Sample INT16")
            .with(0, 127, 255)
            .gives((short) 0, (short) 127, (short) 255),
        of(DataType.BOOLEAN, "BooleanSample BOOLEAN").with(true, false).gives(true, false),
        of(DataType.UINT16, "Uint16Sample INT32").with(0, 65535).gives(0, 65535),
        of(DataType.UINT32, "Uint32Sample INT64").with(0, -1).gives(0L, 4294967295L),
        of(DataType.UINT64, "Uint64Sample BYTES org.apache.kafka.connect.data.Decimal")
            .with(0L, Long.MAX_VALUE, -1L)
            .gives(
                new BigDecimal("0"),
                new BigDecimal("9223372036854775807"),
                new BigDecimal("18446744073709551615")),
        of(DataType.UINT64, "Uint64TextSample STRING")
            .in(values(Uint64Form.STRING, TimestampForm.NANOS, NonFiniteForm.KEEP))
            .with(0L, -1L)
            .gives("0", "18446744073709551615"),
        of(DataType.UINT64, "Uint64LongSample INT64")
            .in(values(Uint64Form.LONG, TimestampForm.NANOS, NonFiniteForm.KEEP))
            .with(0L, Long.MAX_VALUE)
            .gives(0L, Long.MAX_VALUE),
        of(DataType.FLOAT32, "Float32Sample FLOAT32")
            .with(1.5f, -0.0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE)
            .gives(
                1.5f, -0.0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE),
        of(DataType.FLOAT64, "Float64Sample FLOAT64")
            .with(
                1.5, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE)
            .gives(
                1.5,
                -0.0,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.MIN_VALUE,
                Double.MAX_VALUE),
        of(DataType.FLOAT32, "Float32Sample FLOAT32")
            .in(infinities(NonFiniteForm.NULL))
            .with(1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY)
            .gives(1f, Float.NaN, null, null),
        of(DataType.FLOAT64, "Float64Sample FLOAT64")
            .in(infinities(NonFiniteForm.NULL))
            .with(1.0, Double.NaN, Double.NEGATIVE_INFINITY)
            .gives(1.0, Double.NaN, null),
        of(DataType.FLOAT64, "Float64Sample FLOAT64")
            .in(infinities(NonFiniteForm.DROP))
            .with(Double.POSITIVE_INFINITY, 1.0, Double.NaN)
            .gives(1.0, Double.NaN),
        of(DataType.FLOAT32, "Float32Sample FLOAT32")
            .in(values(Uint64Form.DECIMAL, TimestampForm.NANOS, NonFiniteForm.NULL))
            .with(1f, Float.NaN, Float.POSITIVE_INFINITY)
            .gives(1f, null, Float.POSITIVE_INFINITY),
        of(DataType.FLOAT64, "Float64Sample FLOAT64")
            .in(values(Uint64Form.DECIMAL, TimestampForm.NANOS, NonFiniteForm.NULL))
            .with(1.0, Double.NaN)
            .gives(1.0, null),
        of(DataType.FLOAT32, "Float32Sample FLOAT32")
            .in(values(Uint64Form.DECIMAL, TimestampForm.NANOS, NonFiniteForm.DROP))
            .with(Float.NaN, 1f)
            .gives(1f),
        of(DataType.FLOAT64, "Float64Sample FLOAT64")
            .in(values(Uint64Form.DECIMAL, TimestampForm.NANOS, NonFiniteForm.DROP))
            .with(Double.NaN, 1.0, Double.NaN)
            .gives(1.0),
        of(DataType.TIMESTAMP, "TimestampSample INT64 io.synnaxconnect.NanoTimestamp")
            .with(0L, Long.MIN_VALUE, Long.MAX_VALUE)
            .gives(0L, Long.MIN_VALUE, Long.MAX_VALUE),
        of(DataType.TIMESTAMP, "TimestampTextSample STRING")
            .in(values(Uint64Form.DECIMAL, TimestampForm.ISO, NonFiniteForm.KEEP))
            .with(0L, 1L, Long.MAX_VALUE)
            .gives(
                "1970-01-01T00:00:00Z",
                "1970-01-01T00:00:00.000000001Z",
                "2262-04-11T23:47:16.854775807Z"),
        of(
                DataType.TIMESTAMP,
                "TimestampMillisSample INT64 org.apache.kafka.connect.data.Timestamp")
            .in(values(Uint64Form.DECIMAL, TimestampForm.CONNECT, NonFiniteForm.KEEP))
            .with(1_999_999L, -1L)
            .gives(Date.from(Instant.ofEpochMilli(1)), Date.from(Instant.ofEpochMilli(-1))),
        of(DataType.UUID, "UuidSample STRING io.synnaxconnect.Uuid")
            .with(SOME_UUID, new UUID(0, 0), new UUID(-1, -1))
            .gives(
                "01234567-89ab-cdef-fedc-ba9876543210",
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        of(DataType.STRING, "StringSample STRING")
            .with("on", "", "grüße 🚀", "a\u0000b", "\uFFFD")
            .gives("on", "", "grüße 🚀", "a\u0000b", "\uFFFD"),
        of(DataType.JSON, "JsonSample STRING io.synnaxconnect.Json")
            .with("{\"a\":1}", "null")
            .gives("{\"a\":1}", "null"),
        of(DataType.BYTES, "BytesSample BYTES")
            .with(new byte[] {1, -1}, new byte[0])
            .gives(new byte[] {1, -1}, new byte[0]));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comesOutAs(Case it) {
    // Given
    Rows rows = rows(it.dataType(), it.samples());

    // When
    List<SourceRecord> records = convert(it.options(), rows);

    // Then
    List<@Nullable Object> values = new ArrayList<>();
    records.forEach(record -> values.add(((Struct) record.value()).get("value")));
    // Unlike AssertJ's recursive comparison, this one takes NaN for NaN and looks into arrays.
    assertThat(Arrays.deepEquals(values.toArray(), it.values().toArray()))
        .as("%s", values)
        .isTrue();
    assertThat(records)
        .allSatisfy(r -> assertThat(describe(r.valueSchema())).isEqualTo(it.schema()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comesOutTheSameAlone(Case it) {
    // Given
    Rows rows = rows(it.dataType(), it.samples().subList(0, 1));

    // When
    List<SourceRecord> records = convert(it.options(), rows);

    // Then
    List<@Nullable Object> values = new ArrayList<>();
    records.forEach(record -> values.add(((Struct) record.value()).get("value")));
    boolean dropped = it.values().size() < it.samples().size();
    List<@Nullable Object> expected = dropped ? List.of() : it.values().subList(0, 1);
    assertThat(Arrays.deepEquals(values.toArray(), expected.toArray())).as("%s", values).isTrue();
  }

  @Test
  void everyDataTypeIsInTheTable() {
    // When
    Set<DataType> covered = EnumSet.noneOf(DataType.class);
    cases().forEach(it -> covered.add(it.dataType()));

    // Then
    assertThat(covered).containsExactly(DataType.values());
  }

  @Test
  void schemasAreBuiltOnce() {
    // When / Then
    assertThat(Stream.of(DataType.values()))
        .allSatisfy(
            type ->
                assertThat(SampleSchemas.of(type, RecordOptions.DEFAULT).schema())
                    .isSameAs(SampleSchemas.of(type, RecordOptions.DEFAULT).schema()));
  }

  @Test
  void aDecimalDeclaresItsPrecision() {
    // When
    Schema value = SampleSchemas.of(DataType.UINT64, RecordOptions.DEFAULT).value().schema();

    // Then
    assertThat(value.parameters())
        .containsEntry("scale", "0")
        .containsEntry("connect.decimal.precision", "20");
    assertThat(value.isOptional()).isTrue();
  }

  private static List<SourceRecord> convert(ValueOptions values, Rows rows) {
    RecordOptions options =
        SampleSeries.options(
            "all",
            RecordOptions.RecordKey.CHANNEL,
            RecordOptions.RecordTimestamp.SAMPLE,
            false,
            values);
    return new FrameConverter(options)
        .convert(List.of(rows), Map.of(), Map.of(), Map.of(), Arrival.IN_ORDER);
  }

  private static Rows rows(DataType dataType, List<Object> samples) {
    Channel channel = SampleSeries.channel(2, "it", dataType, 1);
    return SampleSeries.rows(channel, SampleSeries.of(dataType, samples.toArray()), 0, 0);
  }

  private static String describe(Schema schema) {
    assertThat(schema.field("channel").schema())
        .extracting(Schema::type)
        .isEqualTo(Schema.Type.STRING);
    assertThat(schema.field("timestamp").schema().name())
        .isEqualTo("io.synnaxconnect.NanoTimestamp");
    Schema value = schema.field("value").schema();
    assertThat(value.isOptional()).isTrue();
    String semantic = value.name() == null ? "" : " " + value.name();
    return schema.name().replace("io.synnaxconnect.", "") + " " + value.type() + semantic;
  }

  private static ValueOptions values(
      Uint64Form uint64, TimestampForm timestamp, NonFiniteForm nan) {
    return new ValueOptions(uint64, timestamp, nan, NonFiniteForm.KEEP, DataErrors.FAIL);
  }

  private static ValueOptions infinities(NonFiniteForm infinity) {
    return new ValueOptions(
        Uint64Form.DECIMAL, TimestampForm.NANOS, NonFiniteForm.KEEP, infinity, DataErrors.FAIL);
  }

  private static Case of(DataType dataType, String schema) {
    return new Case(dataType, DEFAULT, List.of(), schema, List.of());
  }
}
