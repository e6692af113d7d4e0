package io.synnaxconnect.source;

import static io.synnaxconnect.telem.Telemetry.FORCE;
import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.data;
import static io.synnaxconnect.telem.Telemetry.frame;
import static io.synnaxconnect.telem.Telemetry.stamps;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.convert.ChannelKeyRanges;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.SourceOffset;
import io.synnaxconnect.convert.SourcePartition;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PendingRowsTest {

  private final GroupProgress progress =
      new GroupProgress(
          new SourcePartition("cluster-a", 1),
          SourceOffset.startingAt(new TimeStamp(5), ChannelKeyRanges.NONE),
          1);
  private final List<SourceRecord> records = new ArrayList<>();

  @Test
  void movesTheOffsetOnlyAtTheEndOfABlockOfSeveralStretches() {
    // Given
    Frame unequal = frame(TIME, stamps(0, 100, 200), PRESSURE, data(0, 1), FORCE, data(0, 2));

    // When
    convertNext(pending(unequal), 10);

    // Then
    assertThat(positions()).containsExactly(null, null, "200");
  }

  @Test
  void movesTheOffsetOverRowsWithoutColumns() {
    // Given
    Frame indexIsLonger = frame(TIME, stamps(0, 100, 200), PRESSURE, data(0, 1));

    // When
    convertNext(pending(indexIsLonger), 10);

    // Then
    assertThat(positions()).containsExactly("200");
  }

  @Test
  void goesOnFromTheOffsetOfTheBlockBefore() {
    // Given
    PendingRows pending = pending(frame(TIME, stamps(0, 100, 200), PRESSURE, data(0, 2)));

    // When
    convertNext(pending, 1);
    convertNext(pending, 2);

    // Then
    assertThat(positions()).containsExactly("100", "200");
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void leavesABlockThatDoesNotFit() {
    // Given
    PendingRows pending =
        pending(frame(TIME, stamps(0, 100, 200), PRESSURE, data(0, 2), FORCE, data(0, 2)));
    convertNext(pending, 3);

    // When
    convertNext(pending, 3);

    // Then
    assertThat(records).hasSize(2);
    assertThat(pending.isEmpty()).isFalse();
  }

  private void convertNext(PendingRows pending, int maxRecords) {
    pending.convertNext(new FrameConverter(RecordOptions.DEFAULT), records, maxRecords);
  }

  private PendingRows pending(Frame frame) {
    GroupFrame share = Sessions.share(Sessions.session(0, GROUP), frame);
    return new PendingRows(share, progress, RowPairing.pair(share).rows());
  }

  private List<@Nullable Object> positions() {
    List<@Nullable Object> positions = new ArrayList<>();
    records.forEach(record -> positions.add(record.sourceOffset().get("position")));
    return positions;
  }
}
