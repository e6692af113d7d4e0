package io.synnaxconnect.source.group;

import static io.synnaxconnect.source.Sessions.session;
import static io.synnaxconnect.source.Sessions.share;
import static io.synnaxconnect.telem.Telemetry.FORCE;
import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.NOTE;
import static io.synnaxconnect.telem.Telemetry.NOTES;
import static io.synnaxconnect.telem.Telemetry.OTHER_DATA;
import static io.synnaxconnect.telem.Telemetry.OTHER_GROUP;
import static io.synnaxconnect.telem.Telemetry.OTHER_TIME;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.data;
import static io.synnaxconnect.telem.Telemetry.frame;
import static io.synnaxconnect.telem.Telemetry.longs;
import static io.synnaxconnect.telem.Telemetry.stamps;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.source.buffer.GroupFrame;
import io.synnaxconnect.source.group.RowAssembler.Paired;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Telemetry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowAssemblerTest {

  @Test
  void joinsDataWithTheIndexOfTheSameFrame() {
    // Given
    Frame frame = frame(TIME, stamps(4, 100, 200), PRESSURE, data(4, 2), FORCE, data(4, 2));

    // When
    Paired paired = pair(frame, GROUP);

    // Then
    assertThat(described(paired)).containsExactly("2,3 at 100 200");
    assertThat(paired.indexSeries()).hasSize(1);
    assertThat(paired.samplesWithoutIndex()).isZero();
  }

  @Test
  void deliversAnIndexThatWasChosen() {
    // Given
    IndexGroup withIndex = new IndexGroup(TIME, List.of(TIME, PRESSURE));
    Frame frame = frame(TIME, stamps(0, 100), PRESSURE, data(0, 1));

    // When
    Paired paired = pair(frame, withIndex);

    // Then
    assertThat(described(paired)).containsExactly("1,2 at 100");
  }

  @Test
  void makesRowsWithoutColumnsOfAnIndexAlone() {
    // When
    Paired paired = pair(frame(TIME, stamps(0, 100, 200)), GROUP);

    // Then
    assertThat(described(paired)).containsExactly(" at 100 200");
  }

  @Test
  void countsDataWithoutItsIndex() {
    // When
    Paired paired = pair(frame(PRESSURE, data(3, 4)), GROUP);

    // Then
    assertThat(paired.rows()).isEmpty();
    assertThat(paired.samplesWithoutIndex()).isEqualTo(4);
  }

  @Test
  void doesNotJoinDataOfAnotherAlignment() {
    // When
    Paired paired = pair(frame(TIME, stamps(0, 100, 200), PRESSURE, data(3, 2)), GROUP);

    // Then
    assertThat(described(paired)).containsExactly(" at 100 200");
    assertThat(paired.samplesWithoutIndex()).isEqualTo(2);
  }

  @Test
  void joinsRepeatedKeysByEqualAlignment() {
    // Given
    Frame throttled =
        frame(
            TIME, stamps(0, 100),
            TIME, stamps(5, 200, 300),
            PRESSURE, data(5, 2),
            FORCE, data(0, 1),
            FORCE, data(5, 2));

    // When
    Paired paired = pair(throttled, GROUP);

    // Then
    assertThat(described(paired)).containsExactly("3 at 100", "2,3 at 200 300");
  }

  @Test
  void joinsRepeatedAlignmentsInTheirOrder() {
    // Given
    Frame twice =
        frame(TIME, stamps(0, 100), TIME, stamps(0, 200), FORCE, data(0, 1), FORCE, data(0, 1));

    // When
    Paired paired = pair(twice, GROUP);

    // Then
    assertThat(described(paired)).containsExactly("3 at 100", "3 at 200");
  }

  @Test
  void splitsRowsWhereAColumnEnds() {
    // Given
    Frame unequal = frame(TIME, stamps(0, 100, 200, 300), PRESSURE, data(0, 1), FORCE, data(0, 5));

    // When
    Paired paired = pair(unequal, GROUP);

    // Then
    assertThat(described(paired)).containsExactly("2,3 at 100", "3 at 200 300");
    assertThat(paired.samplesWithoutIndex()).isEqualTo(2);
  }

  @Test
  void ignoresSeriesWithoutSamples() {
    // When
    Paired paired = pair(frame(TIME, stamps(0), PRESSURE, data(0, 0)), GROUP);

    // Then
    assertThat(paired.rows()).isEmpty();
    assertThat(paired.indexSeries()).isEmpty();
  }

  @Test
  void givesChannelsInOrderOfKeyHoweverTheyCome() {
    // When
    Paired paired = pair(frame(FORCE, data(0, 1), PRESSURE, data(0, 1), TIME, stamps(0, 9)), GROUP);

    // Then
    assertThat(described(paired)).containsExactly("2,3 at 9");
  }

  @Test
  void timesUnindexedChannelsByTheirReceipt() {
    // When
    Paired paired = pair(frame(NOTE, longs(DataType.INT64, 0, 1, 2)), NOTES);

    // Then
    assertThat(described(paired)).containsExactly("21 at 9000 9000");
  }

  @Test
  void sharesAFrameOutToItsGroups() {
    // Given
    Channel stranger = Telemetry.channel(99, "int64", 1);
    Frame frame =
        frame(
            TIME, stamps(0, 100),
            PRESSURE, data(0, 1),
            OTHER_TIME, stamps(7, 200, 300),
            OTHER_DATA, data(7, 2),
            stranger, data(0, 1));

    // When
    List<GroupFrame> shares = session(0, GROUP, OTHER_GROUP, NOTES).split(frame, 9_000, 9_000);

    // Then
    assertThat(shares.stream().map(share -> described(RowAssembler.pair(share))))
        .containsExactly(List.of("2 at 100"), List.of("12 at 200 300"));
  }

  private static Paired pair(Frame frame, IndexGroup group) {
    return RowAssembler.pair(share(session(0, group), frame));
  }

  /** For each rows: channel keys and timestamps. */
  private static List<String> described(Paired paired) {
    return paired.rows().stream().map(RowAssemblerTest::describe).toList();
  }

  private static String describe(Rows rows) {
    List<String> keys =
        rows.columns().stream().map(column -> Long.toString(column.channel().key())).toList();
    List<String> stamps =
        IntStream.range(0, rows.rowCount())
            .mapToObj(row -> Long.toString(rows.timestampNanos(row)))
            .toList();
    return String.join(",", keys) + " at " + String.join(" ", stamps);
  }
}
