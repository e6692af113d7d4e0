package io.synnaxconnect.convert;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.NOTE;
import static io.synnaxconnect.telem.Telemetry.NOTES;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.data;
import static io.synnaxconnect.telem.Telemetry.longs;
import static io.synnaxconnect.telem.Telemetry.stamps;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Rows.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BlockCutterTest {

  @Test
  void holdsAtMostTheRecordsThatFit() {
    // Given
    BlockCutter cutter = sampled(List.of(rows(2, 10, 20, 30, 40, 50)));

    // When
    List<List<Long>> cut = cutAll(cutter, 5);

    // Then
    assertThat(cut).containsExactly(List.of(10L, 20L), List.of(30L, 40L), List.of(50L));
  }

  @Test
  void keepsEqualTimestampsTogether() {
    // Given
    BlockCutter cutter = sampled(List.of(rows(1, 10, 20, 20), rows(1, 20, 30)));

    // When
    List<List<Long>> cut = cutAll(cutter, 2);

    // Then
    assertThat(cut).containsExactly(List.of(10L), List.of(20L, 20L, 20L), List.of(30L));
  }

  @Test
  void letsARowThatIsTooWideGoWhole() {
    // Given
    BlockCutter cutter = sampled(List.of(rows(7, 10, 20)));

    // When
    List<List<Long>> cut = cutAll(cutter, 3);

    // Then
    assertThat(cut).containsExactly(List.of(10L), List.of(20L));
  }

  @Test
  void givesNothingThatDoesNotFitIntoTheRest() {
    // Given
    BlockCutter cutter = sampled(List.of(rows(7, 10, 20)));

    // When
    List<Rows> block = cutter.next(6, false);

    // Then
    assertThat(block).isEmpty();
    assertThat(cutter.isEmpty()).isFalse();
  }

  @Test
  void rowsWithoutColumnsCostNothing() {
    // Given
    BlockCutter cutter = sampled(List.of(rows(0, 10, 20, 30)));

    // When
    List<List<Long>> cut = cutAll(cutter, 1);

    // Then
    assertThat(cut).containsExactly(List.of(10L, 20L, 30L));
  }

  @Test
  void cutsRowsWithoutOwnTimestampsAnywhere() {
    // Given
    Column column = new Column(NOTE, longs(DataType.INT64, 0, 1, 2, 3), 0);
    BlockCutter cutter = sampled(List.of(Rows.unindexed(NOTES, column, 3, 77)));

    // When
    List<List<Long>> cut = cutAll(cutter, 2);

    // Then
    assertThat(cut).containsExactly(List.of(77L, 77L), List.of(77L));
  }

  @Property
  void blocksTogetherAreAllRowsAndNeverCutEqualTimestamps(
      @ForAll @Size(max = 6) List<@NotEmpty @Size(max = 30) List<@LongRange(max = 9) Long>> stamps,
      @ForAll @IntRange(min = 0, max = 4) int width,
      @ForAll @IntRange(min = 1, max = 12) int maxRecords) {
    // Given
    List<Rows> pieces = new ArrayList<>();
    stamps.forEach(
        piece -> pieces.add(rows(width, piece.stream().mapToLong(Long::longValue).toArray())));
    List<Long> all = stamps.stream().flatMap(List::stream).toList();

    // When
    List<List<Long>> cut = cutAll(sampled(pieces), maxRecords);

    // Then
    assertThat(cut.stream().flatMap(List::stream).toList()).isEqualTo(all);
    for (int i = 0; i < cut.size(); i++) {
      List<Long> block = cut.get(i);
      assertThat(block.size() * width <= maxRecords || oneTimestamp(block)).isTrue();
      if (i > 0) {
        List<Long> before = cut.get(i - 1);
        assertThat(block.get(0)).isNotEqualTo(before.get(before.size() - 1));
      }
    }
  }

  @Test
  void recordsOfManyRowsAreFilled() {
    // Given
    RecordShape series = new RecordShape(3, true);
    BlockCutter cutter = new BlockCutter(List.of(rows(2, 10, 20, 30, 40, 50, 60, 70)), series);

    // When
    List<List<Long>> cut = cutAll(cutter, 5);

    // Then
    assertThat(cut).containsExactly(List.of(10L, 20L, 30L, 40L, 50L, 60L), List.of(70L));
  }

  @Test
  void aGroupWithMoreChannelsThanRecordsFillsOneRecordOfEach() {
    // Given
    RecordShape series = new RecordShape(3, true);
    BlockCutter cutter = new BlockCutter(List.of(rows(7, 10, 20, 30, 40)), series);

    // When
    List<List<Long>> cut = cutAll(cutter, 5);

    // Then
    assertThat(cut).containsExactly(List.of(10L, 20L, 30L), List.of(40L));
  }

  @Test
  void aRowIsOneRecordWhateverItsChannels() {
    // Given
    BlockCutter cutter =
        new BlockCutter(
            List.of(rows(7, 10, 20), rows(0, 30), rows(3, 40)), new RecordShape(1, false));

    // When
    List<List<Long>> cut = cutAll(cutter, 2);

    // Then
    assertThat(cut).containsExactly(List.of(10L, 20L, 30L), List.of(40L));
  }

  @Property
  void blocksOfAnyShapeHoldAtMostTheRecordsThatWereAskedFor(
      @ForAll @Size(max = 6) List<@NotEmpty @Size(max = 30) List<@LongRange(max = 9) Long>> stamps,
      @ForAll @IntRange(min = 0, max = 4) int width,
      @ForAll @IntRange(min = 1, max = 9) int maxRows,
      @ForAll boolean perChannel,
      @ForAll @IntRange(min = 1, max = 12) int maxRecords) {
    // Given
    List<Rows> pieces = new ArrayList<>();
    stamps.forEach(
        piece -> pieces.add(rows(width, piece.stream().mapToLong(Long::longValue).toArray())));
    List<Long> all = stamps.stream().flatMap(List::stream).toList();
    RecordShape shape = new RecordShape(maxRows, perChannel);
    BlockCutter cutter = new BlockCutter(pieces, shape);

    // When / Then
    List<Long> seen = new ArrayList<>();
    while (!cutter.isEmpty()) {
      List<Rows> block = cutter.next(maxRecords, true);
      long records =
          block.stream().mapToLong(rows -> shape.recordCount(rows.rowCount(), width)).sum();
      List<Long> cut = stampsOf(block);
      assertThat(records <= Math.max(maxRecords, width) || oneTimestamp(cut)).isTrue();
      seen.addAll(cut);
    }
    assertThat(seen).isEqualTo(all);
  }

  private static BlockCutter sampled(List<Rows> pieces) {
    return new BlockCutter(pieces, RecordShape.SAMPLE);
  }

  private static boolean oneTimestamp(List<Long> block) {
    return block.stream().distinct().count() == 1;
  }

  private static List<List<Long>> cutAll(BlockCutter cutter, int maxRecords) {
    List<List<Long>> cut = new ArrayList<>();
    while (!cutter.isEmpty()) {
      cut.add(stampsOf(cutter.next(maxRecords, true)));
    }
    return cut;
  }

  private static List<Long> stampsOf(List<Rows> block) {
    return block.stream()
        .flatMap(
            rows ->
                LongStream.range(0, rows.rowCount())
                    .mapToObj(row -> rows.timestampNanos((int) row)))
        .toList();
  }

  private static Rows rows(int width, long... nanos) {
    Column time = new Column(TIME, stamps(0, nanos), 0);
    Column column = new Column(PRESSURE, data(0, nanos.length), 0);
    return Rows.indexed(GROUP, time, Collections.nCopies(width, column), nanos.length, 0);
  }
}
