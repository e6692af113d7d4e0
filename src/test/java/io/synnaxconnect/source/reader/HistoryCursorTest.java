package io.synnaxconnect.source.reader;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.OTHER_GROUP;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.stamps;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.HistoryRows;
import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryCursorTest {

  private static final long NOW = 77;

  private final Deque<List<Rows>> stored = new ArrayDeque<>();
  private final List<TimeRange> opened = new ArrayList<>();
  private int closed;
  private final HistoryCursor cursor = new HistoryCursor(request(GROUP, 100, 900), this::open, NOW);

  @Test
  void tellsTheLastBlock() throws Exception {
    // Given
    store(100, 200);
    store(300);

    // When
    HistoryAnswer first = cursor.next(NOW);
    HistoryAnswer second = cursor.next(NOW);

    // Then
    assertThat(stampsOf(first)).containsExactly(100L, 200L);
    assertThat(first.exhausted()).isFalse();
    assertThat(first.readNanos()).isEqualTo(NOW);
    assertThat(stampsOf(second)).containsExactly(300L);
    assertThat(second.exhausted()).isTrue();
  }

  @Test
  void saysWhenItsRowsWereRead() throws Exception {
    // Given
    store(100);
    store(200);

    // When
    HistoryAnswer first = cursor.next(NOW);
    HistoryAnswer second = cursor.next(NOW + 10);

    // Then
    assertThat(first.readNanos()).isEqualTo(NOW);
    assertThat(second.readNanos()).isEqualTo(NOW);
  }

  @Test
  void saysThatNothingIsStored() throws Exception {
    // When
    HistoryAnswer answer = cursor.next(NOW);

    // Then
    assertThat(answer.rows()).isEmpty();
    assertThat(answer.exhausted()).isTrue();
  }

  @Test
  void neverCutsEqualTimestampsApart() throws Exception {
    // Given
    store(100, 200, 200);
    store(200, 300);

    // When
    HistoryAnswer first = cursor.next(NOW);
    HistoryAnswer second = cursor.next(NOW);

    // Then
    assertThat(stampsOf(first)).containsExactly(100L);
    assertThat(stampsOf(second)).containsExactly(200L, 200L, 200L, 300L);
  }

  @Test
  void letsABlockGrowThatHoldsOneTimestampOnly() throws Exception {
    // Given
    store(200, 200);
    store(200, 200);
    store(300);

    // When
    HistoryAnswer first = cursor.next(NOW);
    HistoryAnswer second = cursor.next(NOW);

    // Then
    assertThat(stampsOf(first)).containsExactly(200L, 200L, 200L, 200L);
    assertThat(stampsOf(second)).containsExactly(300L);
  }

  @Test
  void servesTheRequestThatGoesOnAndNoOther() throws Exception {
    // Given
    store(100, 200);
    store(300);

    // When
    cursor.next(NOW);

    // Then
    assertThat(cursor.continuesWith(request(GROUP, 201, 900))).isTrue();
    assertThat(cursor.continuesWith(request(GROUP, 202, 900))).isFalse();
    assertThat(cursor.continuesWith(request(GROUP, 201, 800))).isFalse();
    assertThat(cursor.continuesWith(request(OTHER_GROUP, 201, 900))).isFalse();
  }

  @Test
  void servesNothingMoreOnceItIsExhausted() throws Exception {
    // Given
    store(100);

    // When
    cursor.next(NOW);

    // Then
    assertThat(cursor.continuesWith(request(GROUP, 101, 900))).isFalse();
  }

  @Test
  void closesItsReading() {
    // When
    cursor.close();

    // Then
    assertThat(closed).isEqualTo(1);
  }

  @Test
  void readsOnWithAnotherReadingAfterAWhileAndNothingTwice() throws Exception {
    // Given
    store(100, 200);
    store(300, 400, 400);
    HistoryAnswer first = cursor.next(NOW);
    store(400, 400, 500);

    // When
    HistoryAnswer second = cursor.next(NOW + HistoryCursor.MAX_OPEN_NANOS);
    HistoryAnswer third = cursor.next(NOW + HistoryCursor.MAX_OPEN_NANOS);

    // Then
    assertThat(opened).containsExactly(TimeRange.ofNanos(100, 900), TimeRange.ofNanos(400, 900));
    assertThat(closed).isEqualTo(1);
    assertThat(stampsOf(first)).containsExactly(100L, 200L);
    assertThat(stampsOf(second)).containsExactly(300L);
    assertThat(stampsOf(third)).containsExactly(400L, 400L, 500L);
  }

  private HistoryRows open(TimeRange range) {
    opened.add(range);
    return new Stored();
  }

  private void store(long... nanos) {
    Rows.Column column = new Rows.Column(TIME, stamps(0, nanos), 0);
    stored.add(List.of(Rows.indexed(GROUP, column, List.of(), nanos.length, 0)));
  }

  private static HistoryRequest request(IndexGroup group, long from, long to) {
    return new HistoryRequest(Purpose.FOLLOWING, group, TimeRange.ofNanos(from, to));
  }

  private static List<Long> stampsOf(HistoryAnswer answer) {
    List<Long> stamps = new ArrayList<>();
    for (Rows rows : answer.rows()) {
      for (int row = 0; row < rows.rowCount(); row++) {
        stamps.add(rows.timestampNanos(row));
      }
    }
    return stamps;
  }

  private final class Stored implements HistoryRows {

    @Override
    public void handleOmissions(Omissions handler) {}

    @Override
    public @Nullable List<Rows> next() {
      return stored.poll();
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
