package io.synnaxconnect.delivery;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.offset.Hole;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Rows.Column;
import io.synnaxconnect.telem.Telemetry;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionEdgesTest {

  private final HoleMap holes = new HoleMap();
  private final RegionEdges edges = new RegionEdges(holes);

  @Test
  void rowsWhoseAlignmentsFollowEachOtherLeaveNoHole() {
    // When
    edges.passInOrder(rows(7, 0, 100, 200), true, 50);
    edges.passInOrder(rows(7, 2, 300), true, 200);

    // Then
    assertThat(holes.toHoles()).containsExactly(Hole.ofNanos(51, 100));
  }

  @Test
  void liveRowsOfOneRegionLeaveNoHoleAlthoughHistoryCameBetween() {
    // When
    edges.passInOrder(rows(7, 0, 100), true, 99);
    edges.passInOrder(rows(2, 1, 200, 300), false, 100);
    edges.passInOrder(rows(7, 3, 400), true, 300);

    // Then
    assertThat(holes.toHoles()).isEmpty();
  }

  @Test
  void theNextAlignmentInAnotherStreamIsOfAnotherRegion() {
    // Given
    edges.passInOrder(rows(7, 0, 100), true, 99);

    // When
    edges.open();
    edges.passInOrder(rows(7, 1, 200), true, 100);

    // Then
    assertThat(holes.toHoles()).containsExactly(Hole.ofNanos(101, 200));
  }

  @Test
  void lateRowsWithTheNextAlignmentInAnotherStreamAreOfAnotherRegion() {
    // Given
    holes.add(100, 200);
    edges.passLate(Batch.late(rows(9, 0, 150)), rows(9, 0, 150));

    // When
    edges.open();
    edges.passLate(Batch.late(rows(9, 1, 170)), rows(9, 1, 170));

    // Then
    assertThat(holes.toHoles())
        .containsExactly(Hole.ofNanos(100, 150), Hole.ofNanos(151, 170), Hole.ofNanos(171, 200));
  }

  @Test
  void lateRowsOfTwoReadsWithTheNextAlignmentAreOfTwoRegions() {
    // Given
    holes.add(100, 200);
    Batch first = Batch.ofHole(rows(3, 0, 150, 151));
    edges.passLate(first, List.of(first.rows().get(0).slice(0, 1)));
    edges.passLate(first, List.of(first.rows().get(0).slice(1, 2)));

    // When
    edges.passLate(Batch.ofHole(rows(3, 2, 170)), rows(3, 2, 170));

    // Then
    assertThat(holes.toHoles())
        .containsExactly(Hole.ofNanos(100, 150), Hole.ofNanos(152, 170), Hole.ofNanos(171, 200));
  }

  private static List<Rows> rows(long domain, long sample, long... stamps) {
    Column time =
        new Column(
            TIME, Telemetry.longs(DataType.TIMESTAMP, Alignment.of(domain, sample), stamps), 0);
    Column data = new Column(PRESSURE, Telemetry.data(0, stamps.length), 0);
    return List.of(Rows.indexed(GROUP, time, List.of(data), stamps.length, 0));
  }
}
