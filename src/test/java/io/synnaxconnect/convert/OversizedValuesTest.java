package io.synnaxconnect.convert;

import static io.synnaxconnect.convert.FormatRows.BLOB;
import static io.synnaxconnect.convert.FormatRows.DOC;
import static io.synnaxconnect.convert.FormatRows.NOTE;
import static io.synnaxconnect.convert.FormatRows.TANK;
import static io.synnaxconnect.convert.FormatRows.column;
import static io.synnaxconnect.convert.FormatRows.convert;
import static io.synnaxconnect.convert.FormatRows.headers;
import static io.synnaxconnect.convert.FormatRows.options;
import static io.synnaxconnect.convert.FormatRows.rows;
import static io.synnaxconnect.convert.FormatRows.sizes;
import static io.synnaxconnect.convert.FormatRows.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.convert.RecordSizes.Oversize;
import io.synnaxconnect.telem.Rows;
import java.util.List;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A single text or bytes value that is larger than a record may be. */
class OversizedValuesTest {

  private static final int MAX = 16_384;
  private static final String LONG = "ä".repeat(10_000);

  @ParameterizedTest
  @EnumSource
  void failsTheTaskWithChannelSizeAndRemedy(RecordFormat format) {
    // Given
    RecordOptions failing = options(format, sizes(MAX, Oversize.FAIL));

    // When / Then
    assertThatThrownBy(() -> convert(failing, rows(1, column(NOTE, LONG))))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("record.oversize: 'fail'")
        .hasMessageContaining("'note'")
        .hasMessageContaining("20000 bytes")
        .hasMessageContaining("record.max.bytes=16384")
        .hasMessageContaining("record.oversize=skip");
  }

  @ParameterizedTest
  @EnumSource
  void isLeftOutAndCounted(RecordFormat format) {
    // Given
    FrameConverter converter = new FrameConverter(options(format, sizes(MAX, Oversize.SKIP)));

    // When
    List<SourceRecord> records =
        convert(converter, rows(2, column(NOTE, LONG, "fine"), column(TANK, 1.0, 2.0)));

    // Then
    assertThat(converter.oversizedSamples()).isEqualTo(1);
    assertThat(records.toString()).contains("note");
    assertThat(records)
        .hasSize(
            switch (format) {
              case SAMPLE -> 3;
              case SERIES, PACKED, ROW -> 2;
            });
  }

  @Test
  void isCutAtAWholeCharacter() {
    // Given
    FrameConverter converter =
        new FrameConverter(options(RecordFormat.SAMPLE, sizes(MAX, Oversize.TRUNCATE)));

    // When
    List<SourceRecord> records = convert(converter, rows(2, column(NOTE, LONG, "fine")));

    // Then
    assertThat(value(records.get(0)).getString("value")).matches("ä{7000,8191}");
    assertThat(headers(records.get(0))).containsExactly("synnax.truncated=true");
    assertThat(headers(records.get(1))).isEmpty();
    assertThat(converter.oversizedSamples()).isEqualTo(1);
  }

  @Test
  void bytesAreCutAnywhere() {
    // Given
    RecordOptions cutting = options(RecordFormat.SERIES, sizes(MAX, Oversize.TRUNCATE));

    // When
    List<SourceRecord> records =
        convert(cutting, rows(2, column(BLOB, new byte[MAX], new byte[] {1})));

    // Then
    assertThat(records).hasSize(2);
    assertThat((byte[]) value(records.get(0)).getArray("values").get(0))
        .hasSizeBetween(MAX - 2_000, MAX - 1);
    assertThat(headers(records.get(0))).containsExactly("synnax.truncated=true");
    assertThat(headers(records.get(1))).isEmpty();
  }

  @Test
  void jsonIsNeverCut() {
    // Given
    FrameConverter converter =
        new FrameConverter(options(RecordFormat.SAMPLE, sizes(MAX, Oversize.TRUNCATE)));
    String json = "\"" + LONG + "\"";

    // When / Then
    assertThat(convert(converter, rows(1, column(DOC, json)))).isEmpty();
    assertThat(converter.oversizedSamples()).isEqualTo(1);
  }

  @Test
  void aPackedValueThatIsCutHasTheLengthOfWhatIsLeft() {
    // Given
    RecordOptions cutting = options(RecordFormat.PACKED, sizes(MAX, Oversize.TRUNCATE));

    // When
    SourceRecord record = convert(cutting, rows(1, column(BLOB, (Object) new byte[MAX]))).get(0);

    // Then
    byte[] bytes = value(record).getBytes("values");
    int length = (bytes[0] & 0xff) | (bytes[1] & 0xff) << 8;
    assertThat(bytes).hasSize(length + 4);
    assertThat(headers(record)).containsExactly("synnax.truncated=true");
  }

  @Test
  void ofARowTheLongestValuesAreCutToTheSameLength() {
    // Given
    RecordOptions cutting = options(RecordFormat.ROW, sizes(MAX, Oversize.TRUNCATE));
    Rows rows =
        rows(1, column(NOTE, "short"), column(BLOB, (Object) new byte[MAX]), column(DOC, "{}"));

    // When
    SourceRecord record = convert(cutting, rows).get(0);

    // Then
    assertThat(value(record).get("note")).isEqualTo("short");
    assertThat(value(record).get("doc")).isEqualTo("{}");
    assertThat((byte[]) value(record).get("blob")).hasSizeBetween(MAX - 2_000, MAX - 1);
  }
}
