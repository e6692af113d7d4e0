package io.synnaxconnect.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.apicurio.registry.utils.converter.avro.AvroData;
import io.synnaxconnect.convert.RecordFields.RowNames;
import io.synnaxconnect.convert.RecordFields.TimeForm;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.docs.AvroFiles;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

/** The schemas of all formats and forms, as registries see them. */
class RecordSchemasTest {

  /** Every combination of the forms that change what a value means. */
  private static List<ValueOptions> forms() {
    List<ValueOptions> forms = new ArrayList<>();
    for (Uint64Form uint64 : Uint64Form.values()) {
      for (TimestampForm timestamp : TimestampForm.values()) {
        for (NonFiniteForm nan : NonFiniteForm.values()) {
          for (NonFiniteForm infinity : NonFiniteForm.values()) {
            forms.add(new ValueOptions(uint64, timestamp, nan, infinity, DataErrors.FAIL));
          }
        }
      }
    }
    return forms;
  }

  /** Every schema of samples and series, by name. Schemas with one name have to be equal. */
  private static Map<String, Schema> byName() {
    Map<String, Schema> byName = new LinkedHashMap<>();
    for (ValueOptions form : forms()) {
      RecordOptions options = FormatRows.options(RecordFormat.SAMPLE, form, RecordSizes.DEFAULT);
      for (DataType type : DataType.values()) {
        put(byName, SampleSchemas.of(type, options).schema());
        put(byName, SeriesSchema.of(type, options).schema());
      }
    }
    put(byName, PackedRecords.schema(RecordFields.DEFAULT));
    put(byName, DeadLetters.SCHEMA);
    return byName;
  }

  private static void put(Map<String, Schema> byName, Schema schema) {
    assertThat(byName.getOrDefault(schema.name(), schema)).as(schema.name()).isEqualTo(schema);
    byName.put(schema.name(), schema);
  }

  @Test
  void theArchiveHasTheSchemaOfEveryFormatAndForm() throws IOException {
    AvroFiles.compare("records", List.copyOf(byName().values()));
  }

  @Test
  void everySchemaHasAVersionAndSaysWhatItIs() {
    assertThat(byName().values())
        .allSatisfy(
            schema -> {
              assertThat(schema.version()).isEqualTo(1);
              assertThat(schema.doc()).isNotBlank();
            });
  }

  @Test
  void aRegistryRefusesAnotherFormOfAValue() {
    // Given
    AvroData avro = new AvroData(100);
    List<Schema> schemas = List.copyOf(byName().values());

    // When
    List<String> accepted = new ArrayList<>();
    for (Schema reader : schemas) {
      for (Schema writer : schemas) {
        SchemaCompatibilityType answer =
            SchemaCompatibility.checkReaderWriterCompatibility(
                    avro.fromConnectSchema(reader), avro.fromConnectSchema(writer))
                .getType();
        if (reader != writer && answer == SchemaCompatibilityType.COMPATIBLE) {
          accepted.add(reader.name() + " reads " + writer.name());
        }
      }
    }

    // Then
    assertThat(accepted).isEmpty();
  }

  @Test
  void aRegistryAcceptsThatFieldsAreAddedAndRemoved() {
    // Given
    AvroData avro = new AvroData(100);
    List<org.apache.avro.Schema> schemas = new ArrayList<>();
    for (TimeForm time : TimeForm.values()) {
      for (boolean origin : List.of(false, true)) {
        RecordFields fields = new RecordFields(RowNames.CHANNEL, time, origin);
        schemas.add(avro.fromConnectSchema(PackedRecords.schema(fields)));
      }
    }

    // When / Then
    for (org.apache.avro.Schema reader : schemas) {
      assertThat(schemas)
          .allSatisfy(
              writer ->
                  assertThat(
                          SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                              .getType())
                      .isEqualTo(SchemaCompatibilityType.COMPATIBLE));
    }
  }

  @Test
  void theFormsAreInTheNameOfTheSchemaOfARow() {
    assertThat(rowName(ValueOptions.DEFAULT)).isEqualTo("io.synnaxconnect.row.time");
    assertThat(rowName(values(Uint64Form.STRING, TimestampForm.CONNECT)))
        .isEqualTo("io.synnaxconnect.row.Uint64Text.TimestampMillis.time");
    assertThat(forms().stream().map(RecordSchemasTest::rowName).distinct()).hasSize(9);
  }

  private static ValueOptions values(Uint64Form uint64, TimestampForm timestamp) {
    return new ValueOptions(
        uint64, timestamp, NonFiniteForm.KEEP, NonFiniteForm.KEEP, DataErrors.FAIL);
  }

  private static String rowName(ValueOptions values) {
    RecordOptions options = FormatRows.options(RecordFormat.ROW, values, RecordSizes.DEFAULT);
    IndexGroup group = new IndexGroup(SampleSeries.INDEX, List.of(FormatRows.TANK));
    return new RowTemplate(group, "cluster-a", options).schema().name();
  }
}
