package io.synnaxconnect.convert;

import static io.synnaxconnect.convert.FormatRows.NOTE;
import static io.synnaxconnect.convert.FormatRows.RECEIVED;
import static io.synnaxconnect.convert.FormatRows.T0;
import static io.synnaxconnect.convert.FormatRows.VALVE;
import static io.synnaxconnect.convert.FormatRows.column;
import static io.synnaxconnect.convert.FormatRows.convert;
import static io.synnaxconnect.convert.FormatRows.rows;
import static io.synnaxconnect.convert.FormatRows.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class PackedRecordsTest {

  private static final RecordOptions PACKED = RecordOptions.of(RecordFormat.PACKED);

  @Test
  void aRunOfSamplesIsTheirBytesInLittleEndian() {
    // Given
    Channel speed = SampleSeries.channel(2, "speed", DataType.INT16, 1);

    // When
    SourceRecord record = convert(PACKED, rows(2, column(speed, 258, -1))).get(0);

    // Then
    assertThat(record.topic()).isEqualTo("synnax.packed");
    assertThat(record.key()).isEqualTo("speed");
    assertThat(value(record).schema().name()).isEqualTo("io.synnaxconnect.PackedSeries");
    assertThat(value(record).get("channel")).isEqualTo("speed");
    assertThat(value(record).get("data_type")).isEqualTo("int16");
    assertThat(value(record).get("count")).isEqualTo(2);
    assertThat(value(record).getBytes("values")).containsExactly(2, 1, -1, -1);
    assertThat(longs(value(record).getBytes("timestamps"))).containsExactly(T0, T0 + 1_000_000);
  }

  @Test
  void textComesWithItsLengths() {
    // When
    SourceRecord record = convert(PACKED, rows(2, column(NOTE, "on", ""))).get(0);

    // Then
    assertThat(value(record).getBytes("values")).containsExactly(2, 0, 0, 0, 'o', 'n', 0, 0, 0, 0);
  }

  @Test
  void bytesThatAreNoTextAreKeptAsTheyAre() {
    // When
    SourceRecord record =
        convert(PACKED, rows(1, column(NOTE, (Object) new byte[] {(byte) 0xC3, 0x28}))).get(0);

    // Then
    assertThat(value(record).getBytes("values")).containsExactly(2, 0, 0, 0, 0xC3, 0x28);
  }

  @Test
  void aSliceHoldsItsOwnBytesOnly() {
    // Given
    Rows rows = rows(4, column(VALVE, 1, 2, 3, 4), column(NOTE, "a", "bb", "ccc", "d"));

    // When
    List<SourceRecord> records = convert(PACKED, rows.slice(1, 3));

    // Then
    assertThat(value(records.get(0)).getBytes("values")).containsExactly(2, 3);
    assertThat(longs(value(records.get(0)).getBytes("timestamps")))
        .containsExactly(T0 + 1_000_000, T0 + 2_000_000);
    assertThat(value(records.get(1)).getBytes("values"))
        .containsExactly(2, 0, 0, 0, 'b', 'b', 3, 0, 0, 0, 'c', 'c', 'c');
  }

  @Test
  void samplesWithoutIndexAllHaveTheTimeOfReceipt() {
    // Given
    Channel state = SampleSeries.channel(9, "state", DataType.INT8, 0);
    Rows rows =
        Rows.unindexed(new IndexGroup(null, List.of(state)), column(state, 1, 2), 2, RECEIVED);

    // When
    SourceRecord record = convert(PACKED, rows).get(0);

    // Then
    assertThat(longs(value(record).getBytes("timestamps"))).containsExactly(RECEIVED, RECEIVED);
  }

  private static List<Long> longs(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return java.util.stream.Stream.generate(buffer::getLong).limit(bytes.length / 8).toList();
  }
}
