package io.synnaxconnect.delivery;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.NOTE;
import static io.synnaxconnect.telem.Telemetry.NOTES;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.data;
import static io.synnaxconnect.telem.Telemetry.stamps;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Rows.Column;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The short ways over whole blocks choose what a look at every row chooses. */
class RowFilterTest {

  @Property
  void choosesWhatComesAfter(
      @ForAll @Size(max = 4)
          List<@Size(max = 5) List<@LongRange(min = -5, max = 5) Long>> timestamps,
      @ForAll @LongRange(min = -6, max = 6) long nanos) {
    // Given
    List<Rows> rows = timestamps.stream().map(RowFilterTest::rows).toList();

    // When
    List<Rows> after = RowFilter.after(rows, nanos);

    // Then
    assertThat(nanosOf(after)).isEqualTo(nanosOf(RowFilter.where(rows, stamp -> stamp > nanos)));
    assertThat(RowFilter.minNanos(rows))
        .isEqualTo(nanosOf(rows).stream().min(Long::compare).orElse(Long.MAX_VALUE));
    assertThat(RowFilter.maxNanos(rows))
        .isEqualTo(nanosOf(rows).stream().max(Long::compare).orElse(Long.MIN_VALUE));
  }

  @Test
  void givesTheListItselfWhenAllAreChosen() {
    // Given
    List<Rows> rows = List.of(rows(List.of(7L, 5L)), rows(List.of()));

    // Then
    assertThat(RowFilter.after(rows, 4)).isSameAs(rows);
    assertThat(nanosOf(RowFilter.after(rows, 5))).containsExactly(7L);
  }

  @Test
  void knowsTheEndsOfTimeAndRowsWithoutAnIndex() {
    // Given
    List<Rows> ends = List.of(rows(List.of(Long.MIN_VALUE, 0L, Long.MAX_VALUE)));
    List<Rows> unindexed =
        List.of(Rows.unindexed(NOTES, new Column(NOTE, data(0, 2), 0), 2, /* receivedNanos= */ 9));

    // Then
    assertThat(nanosOf(RowFilter.after(ends, Long.MIN_VALUE))).containsExactly(0L, Long.MAX_VALUE);
    assertThat(RowFilter.after(ends, Long.MAX_VALUE)).isEmpty();
    assertThat(RowFilter.after(unindexed, 8)).isSameAs(unindexed);
    assertThat(RowFilter.after(unindexed, 9)).isEmpty();
  }

  private static Rows rows(List<Long> nanos) {
    long[] stamps = nanos.stream().mapToLong(Long::longValue).toArray();
    return Rows.indexed(
        GROUP, new Column(TIME, stamps(0, stamps), 0), List.of(), stamps.length, 1_000);
  }

  private static List<Long> nanosOf(List<Rows> rows) {
    List<Long> nanos = new ArrayList<>();
    for (Rows piece : rows) {
      for (int row = 0; row < piece.rowCount(); row++) {
        nanos.add(piece.timestampNanos(row));
      }
    }
    return nanos;
  }
}
