package io.synnaxconnect.source.reader;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.stamps;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.HistoryRows;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.source.Sessions;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenCursorsTest {

  private final StreamSession session = Sessions.session(0, GROUP);
  private final HistoryRequest request =
      new HistoryRequest(Purpose.FOLLOWING, GROUP, TimeRange.ofNanos(100, 900));
  private final OpenCursors cursors = new OpenCursors(1 << 20);
  private int closed;

  @Test
  void mostGroupsGoOnIfMoreAskInTurnThanItKeeps() {
    // Given
    int groups = OpenCursors.MAX_IDLE + 1;
    int continued = 0;

    // When
    for (int turn = 0; turn < 10 * groups; turn++) {
      GroupId group = new GroupId("cluster-a", turn % groups);
      HistoryCursor cursor = cursors.take(session, group, request);
      continued += cursor == null ? 0 : 1;
      cursors.keep(session, group, cursor == null ? newCursor(List.of()) : cursor, turn);
    }

    // Then
    assertThat(continued).isEqualTo(9 * OpenCursors.MAX_IDLE);
    assertThat(closed).isEqualTo(10);
  }

  @Test
  void keepsReadingsOnlyWhileTheirRowsHaveRoom() throws Exception {
    // Given: each has read a row of 8 bytes ahead
    OpenCursors few = new OpenCursors(50);
    int groups = 10;

    // When
    for (int group = 0; group < groups; group++) {
      HistoryCursor cursor = newCursor(List.of(stored(100), stored(200), stored(300)));
      cursor.next(0);
      few.keep(session, new GroupId("cluster-a", group), cursor, 0);
    }

    // Then
    assertThat(closed).isBetween(1, groups - 1);
  }

  private static List<Rows> stored(long nanos) {
    return List.of(
        Rows.indexed(GROUP, new Rows.Column(TIME, stamps(0, nanos), 0), List.of(), 1, 0));
  }

  private HistoryCursor newCursor(List<List<Rows>> blocks) {
    return new HistoryCursor(request, range -> new Stored(blocks), 0);
  }

  private final class Stored implements HistoryRows {

    private final Iterator<List<Rows>> blocks;

    Stored(List<List<Rows>> blocks) {
      this.blocks = blocks.iterator();
    }

    @Override
    public void handleOmissions(Omissions handler) {}

    @Override
    public @Nullable List<Rows> next() {
      return blocks.hasNext() ? blocks.next() : null;
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
