package io.synnaxconnect.source.reader;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.HistoryRows;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.source.Sessions;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenCursorsTest {

  private final StreamSession session = Sessions.session(0, GROUP);
  private final HistoryRequest request =
      new HistoryRequest(Purpose.FOLLOWING, GROUP, TimeRange.ofNanos(100, 900));
  private final OpenCursors cursors = new OpenCursors();
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
      cursors.keep(session, group, cursor == null ? newCursor() : cursor, turn);
    }

    // Then
    assertThat(continued).isEqualTo(9 * OpenCursors.MAX_IDLE);
    assertThat(closed).isEqualTo(10);
  }

  private HistoryCursor newCursor() {
    return new HistoryCursor(request, range -> new Stored(), 0);
  }

  private final class Stored implements HistoryRows {

    @Override
    public void handleTooLarge(TooLargeSamples handler) {}

    @Override
    public @Nullable List<Rows> next() {
      return null;
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
