package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A data channel with holes inside its index, as a real cluster answered. */
@Timeout(120)
class RecordedHistoryTest {

  private static final long START = 1_700_000_000_000_000_000L;

  @Test
  void pairsAChannelWithHolesExactlyAndSendsTheRecordedCommands() throws Exception {
    // Given
    Recording recording = Recording.of("iterator_data_hole.json");
    IndexGroup group =
        new IndexGroup(recording.channels().get(0), recording.channels().subList(1, 3));
    FakeSynnax server =
        FakeSynnax.start(new RecordedIterators(recording, START, START + 619_000_000L));
    SynnaxClient client = SynnaxClient.create(TestOptions.plaintext(server.port()));

    // When
    List<String> read;
    TimeRange range = TimeRange.ofNanos(START, START + 620_000_000L);
    try (HistoryReader reader = client.readHistory(group, range, 70)) {
      read = RowTexts.all(reader);
    }

    // Then
    assertThat(read).isEqualTo(expected());
    client.close();
    server.close();
  }

  /** The sparse channel has samples in the first and third domain only. */
  private static List<String> expected() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 620; i++) {
      boolean sparse = i < 100 || (i >= 400 && i < 500);
      rows.add(
          START
              + i * 1_000_000L
              + " hole_full="
              + (double) i
              + (sparse ? " hole_sparse=" + (i + 0.5) : ""));
    }
    return rows;
  }
}
