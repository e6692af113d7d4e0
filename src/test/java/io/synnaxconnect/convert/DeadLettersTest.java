package io.synnaxconnect.convert;

import static io.synnaxconnect.convert.FormatRows.AFTER;
import static io.synnaxconnect.convert.FormatRows.BEFORE;
import static io.synnaxconnect.convert.FormatRows.COUNT;
import static io.synnaxconnect.convert.FormatRows.NOTE;
import static io.synnaxconnect.convert.FormatRows.T0;
import static io.synnaxconnect.convert.FormatRows.column;
import static io.synnaxconnect.convert.FormatRows.convert;
import static io.synnaxconnect.convert.FormatRows.options;
import static io.synnaxconnect.convert.FormatRows.rows;
import static io.synnaxconnect.convert.FormatRows.value;
import static io.synnaxconnect.convert.FormatRows.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.convert.RecordSizes.Oversize;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class DeadLettersTest {

  private static final ValueOptions KEEPING = values(NonFiniteForm.KEEP, DataErrors.DEAD_LETTER);

  /** A packed series converts nothing, so nothing of it can fail. */
  @ParameterizedTest
  @EnumSource(names = "PACKED", mode = Mode.EXCLUDE)
  void aSampleThatCannotBeConvertedGoesToItsTopicAsItCame(RecordFormat format) {
    // Given
    FrameConverter converter = new FrameConverter(options(format, KEEPING, RecordSizes.DEFAULT));

    // When
    List<SourceRecord> records = convert(converter, rows(2, column(COUNT, 5L, -2L)));

    // Then
    assertThat(converter.skippedSamples()).isEqualTo(1);
    SourceRecord letter =
        records.stream().filter(r -> r.topic().equals("dead")).findFirst().orElseThrow();
    Struct value = value(letter);
    assertThat(letter.key()).isEqualTo("count");
    assertThat(value.schema().name()).isEqualTo("io.synnaxconnect.DeadLetter");
    assertThat(value.get("cluster_key")).isEqualTo("cluster-a");
    assertThat(value.get("channel")).isEqualTo("count");
    assertThat(value.get("channel_key")).isEqualTo(7L);
    assertThat(value.get("index")).isEqualTo("time");
    assertThat(value.get("data_type")).isEqualTo("uint64");
    assertThat(value.get("timestamp")).isEqualTo(T0 + 1_000_000);
    assertThat(value.getBytes("raw")).containsExactly(-2, -1, -1, -1, -1, -1, -1, -1);
    assertThat(value.getString("reason")).contains("value.uint64=long");
    assertThat(value.getMap("source_offset")).isEqualTo(BEFORE);
    value.validate();
  }

  @Test
  void aBlockOfDeadLettersAloneMovesTheOffset() {
    // When
    List<SourceRecord> records =
        convert(
            options(RecordFormat.SAMPLE, KEEPING, RecordSizes.DEFAULT),
            rows(2, column(COUNT, -1L, -2L)));

    // Then
    assertThat(records).extracting(SourceRecord::topic).containsExactly("dead", "dead");
    assertThat(records).extracting(r -> (Object) r.sourceOffset()).containsExactly(BEFORE, AFTER);
  }

  @Test
  void whatDoesNotFitIntoARecordIsCutOffAndTheLengthTold() {
    // Given
    byte[] broken = new byte[15_000];
    broken[0] = (byte) 0xC3;
    RecordOptions small =
        options(RecordFormat.SAMPLE, KEEPING, new RecordSizes(1, 16_384, Oversize.FAIL));

    // When
    SourceRecord letter = convert(small, rows(1, column(NOTE, (Object) broken))).get(0);

    // Then
    assertThat(value(letter).getBytes("raw")).hasSizeBetween(10_000, 12_000);
    assertThat(value(letter).get("raw_bytes")).isEqualTo(15_000L);
  }
}
