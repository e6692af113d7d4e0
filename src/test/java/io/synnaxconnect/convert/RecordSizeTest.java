package io.synnaxconnect.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.convert.RecordOptions.RecordKey;
import io.synnaxconnect.convert.RecordOptions.RecordTimestamp;
import io.synnaxconnect.convert.RecordSizes.Oversize;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.connect.source.SourceRecord;

/** Whatever a frame holds: no record is larger than it may be, and none lacks its offset. */
class RecordSizeTest {

  private static final List<Uint64Form> UINT64 = List.of(Uint64Form.values());
  private static final List<NonFiniteForm> NANS = List.of(NonFiniteForm.values());
  private static final List<DataType> TYPES = List.of(DataType.values());

  @Property(tries = 200)
  void noRecordIsLargerThanItMayBe(
      @ForAll RecordFormat format,
      @ForAll Oversize oversize,
      @ForAll DataErrors errors,
      @ForAll @IntRange(min = 16_384, max = 60_000) int maxBytes,
      @ForAll long seed) {
    // Given
    Random random = new Random(seed);
    Oversize survives = oversize == Oversize.FAIL ? Oversize.SKIP : oversize;
    RecordOptions options =
        new RecordOptions(
            format,
            format.defaultTopic(),
            RecordKey.CHANNEL,
            RecordTimestamp.SAMPLE,
            true,
            new ValueOptions(
                UINT64.get(random.nextInt(UINT64.size())),
                TimestampForm.ISO,
                NANS.get(random.nextInt(NANS.size())),
                NonFiniteForm.KEEP,
                errors == DataErrors.FAIL ? DataErrors.SKIP : errors),
            new RecordSizes(1 + random.nextInt(2_000), maxBytes, survives),
            "dead",
            new RecordFields(
                RecordFields.RowNames.CHANNEL_KEY, RecordFields.TimeForm.ISO, random.nextBoolean()),
            Long.MAX_VALUE);
    Rows rows = rows(random);

    // When
    List<SourceRecord> records = FormatRows.convert(options, rows);

    // Then
    assertThat(records)
        .allSatisfy(record -> assertThat(AvroSize.of(record)).isLessThanOrEqualTo(maxBytes));
    if (!records.isEmpty()) {
      assertThat(records.get(records.size() - 1).sourceOffset())
          .isEqualTo((Object) FormatRows.AFTER);
    }
  }

  private static Rows rows(Random random) {
    int rowCount = 1 + random.nextInt(40);
    List<Rows.Column> columns = new ArrayList<>();
    int channels = 1 + random.nextInt(5);
    for (int i = 0; i < channels; i++) {
      DataType type = TYPES.get(random.nextInt(TYPES.size()));
      String name = "ä".repeat(random.nextInt(30)) + i;
      Channel channel = SampleSeries.channel(2 + i, name, type, 1);
      Object[] samples = new Object[rowCount];
      int budget = (1 << 17) / rowCount - 8;
      for (int row = 0; row < rowCount; row++) {
        samples[row] = sample(type, random, budget);
      }
      columns.add(FormatRows.column(channel, samples));
    }
    return FormatRows.rows(rowCount, columns.toArray(Rows.Column[]::new));
  }

  private static Object sample(DataType type, Random random, int budget) {
    return switch (type) {
      case BOOLEAN -> random.nextBoolean();
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case FLOAT32 -> random.nextBoolean() ? Float.NaN : random.nextFloat();
      case FLOAT64 -> random.nextBoolean() ? Double.NaN : random.nextDouble();
      case STRING, JSON, BYTES -> {
        // Mostly short, now and then as long as all that is left.
        byte[] bytes = new byte[random.nextInt(random.nextInt(4) == 0 ? budget : 20)];
        random.nextBytes(bytes);
        boolean isText = type != DataType.BYTES && random.nextInt(40) > 0;
        yield isText ? "é".repeat(bytes.length / 2) : bytes;
      }
      case TIMESTAMP, INT64, UINT64, INT32, UINT32, INT16, UINT16, INT8, UINT8 -> random.nextLong();
    };
  }
}
