package io.synnaxconnect.source.group;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.delivery.Batch;
import io.synnaxconnect.delivery.Batch.Move;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Rows.Column;
import io.synnaxconnect.telem.Telemetry;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whose turn it is to emit rows. */
class EmittingGroupsTest {

  private static final int MANY = 2_000;

  private final EmittingGroups emitting = new EmittingGroups();

  @Test
  void groupsThatReadMuchHistoryTakeTurnsBlockByBlock() {
    // Given
    add(1, MANY, false);
    add(2, MANY, false);

    // When / Then
    assertThat(emitBlock(100, false)).isEqualTo(1);
    assertThat(emitBlock(100, false)).isEqualTo(2);
    assertThat(emitBlock(100, true)).isEqualTo(1);
    assertThat(emitBlock(100, true)).isEqualTo(2);
    assertThat(emitting.next()).isNull();
  }

  @Test
  void liveRowsAndSmallRepairsGoBeforeMuchHistory() {
    // Given
    add(1, MANY, false);
    emitBlock(100, false);

    // When
    add(2, MANY, true);
    add(3, 5, false);

    // Then
    assertThat(emitBlock(MANY, true)).isEqualTo(2);
    assertThat(emitBlock(5, true)).isEqualTo(3);
    assertThat(emitBlock(100, true)).isEqualTo(1);
  }

  @Test
  void historyGetsItsShareWhileLiveRowsNeverEnd() {
    // Given
    add(1, MANY, false);
    add(2, MANY, true);

    // When
    int liveRows = 0;
    while (emitBlock(MANY, false) == 2) {
      liveRows += MANY;
    }

    // Then
    assertThat(liveRows)
        .isBetween(EmittingGroups.ROWS_BEFORE_HISTORY, EmittingGroups.ROWS_BEFORE_HISTORY + MANY);
    assertThat(emitBlock(MANY, false)).as("then live rows again").isEqualTo(2);
  }

  @Test
  void rowsOfHolesWaitHoweverFewTheyAre() {
    // Given
    FixedDelivery hole = new FixedDelivery();
    hole.batch = new Batch(Move.HOLE, rows(1), null, Set.of(), false, List.of());

    // When
    emitting.add(new TaskGroup(new GroupId("cluster-a", 1), GROUP, hole));

    // Then
    assertThat(emitting.hasFirst()).isFalse();
    assertThat(emitting.next()).isNotNull();
  }

  private void add(long key, int rows, boolean live) {
    FixedDelivery delivery = new FixedDelivery();
    delivery.batch = new Batch(Move.POSITION, rows(rows), null, Set.of(), live, List.of());
    emitting.add(new TaskGroup(new GroupId("cluster-a", key), GROUP, delivery));
  }

  private static List<Rows> rows(int count) {
    long[] stamps = LongStream.range(0, count).toArray();
    Column time = new Column(TIME, Telemetry.stamps(0, stamps), 0);
    return List.of(Rows.indexed(GROUP, time, List.of(), count, 0));
  }

  /** Emits a block; returns the key of its group. */
  private long emitBlock(int rows, boolean ended) {
    TaskGroup group = Objects.requireNonNull(emitting.next());
    emitting.onBlock(group, rows(rows), ended);
    return group.id().groupKey();
  }
}
