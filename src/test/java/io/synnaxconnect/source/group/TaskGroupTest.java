package io.synnaxconnect.source.group;

import static io.synnaxconnect.telem.Telemetry.FORCE;
import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.data;
import static io.synnaxconnect.telem.Telemetry.frame;
import static io.synnaxconnect.telem.Telemetry.longs;
import static io.synnaxconnect.telem.Telemetry.stamps;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordFields;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.RecordOptions.RecordKey;
import io.synnaxconnect.convert.RecordOptions.RecordTimestamp;
import io.synnaxconnect.convert.RecordSizes;
import io.synnaxconnect.convert.ValueOptions;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.offset.SourcePartition;
import io.synnaxconnect.source.Sessions;
import io.synnaxconnect.source.buffer.GroupFrame;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.HistoryResult;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.ShownGauges;
import io.synnaxconnect.source.plan.PollBudget;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskGroupTest {

  private static final long NAN = Double.doubleToRawLongBits(Double.NaN);
  private static final RecordOptions DROPPING =
      new RecordOptions(
          RecordFormat.SAMPLE,
          RecordFormat.SAMPLE.defaultTopic(),
          RecordKey.CHANNEL,
          RecordTimestamp.SAMPLE,
          false,
          new ValueOptions(
              Uint64Form.DECIMAL,
              TimestampForm.NANOS,
              NonFiniteForm.DROP,
              NonFiniteForm.KEEP,
              DataErrors.FAIL),
          RecordSizes.DEFAULT,
          "",
          RecordFields.DEFAULT,
          Long.MAX_VALUE);

  private final LiveProgress progress =
      new LiveProgress(
          new SourcePartition("cluster-a", 1),
          SourceOffset.startingAt(new TimeStamp(5), ChannelKeyRanges.NONE),
          1);
  private final ShownGauges gauges = new ShownGauges();
  private final TaskReport report =
      new TaskReport(
          new Reporting(MetricSet.ofTask(gauges), StatusQueue.UNWANTED),
          new StalestGroups(gauges, TaskEnvironment.system()),
          TaskEnvironment.system());
  private final TaskGroup group =
      new TaskGroup(new GroupId("cluster-a", 1), GROUP, new LiveDelivery(progress, report));
  private List<SourceRecord> records = List.of();

  @Test
  void movesTheOffsetOnlyAtTheEndOfABlockOfSeveralStretches() {
    // Given
    accept(frame(TIME, stamps(0, 100, 200), PRESSURE, data(0, 1), FORCE, data(0, 2)));

    // When
    convertNext(10);

    // Then
    assertThat(positions()).containsExactly(null, null, "200");
  }

  @Test
  void movesTheOffsetOverRowsWithoutColumns() {
    // Given
    accept(frame(TIME, stamps(0, 100, 200), PRESSURE, data(0, 1)));

    // When
    convertNext(10);

    // Then
    assertThat(positions()).containsExactly("200");
  }

  @Test
  void aBlockWithoutRecordsMovesTheOffsetOfTheNext() {
    // Given
    accept(frame(TIME, stamps(0, 100, 200), PRESSURE, longs(DataType.FLOAT64, 0, NAN, NAN)));

    // When
    convertNext(10, DROPPING);
    boolean ends = group.endBatch(9_000);

    // Then
    assertThat(records).isEmpty();
    assertThat(ends).isTrue();
    assertThat(group.offsetMap()).containsEntry("position", "200");
  }

  @Test
  void goesOnFromTheOffsetOfTheBlockBefore() {
    // Given
    accept(frame(TIME, stamps(0, 100, 200), PRESSURE, data(0, 2)));

    // When
    convertNext(1);
    boolean endsEarly = group.endBatch(9_000);
    convertNext(2);
    boolean ends = group.endBatch(9_000);

    // Then
    assertThat(positions()).containsExactly("100", "200");
    assertThat(endsEarly).isFalse();
    assertThat(ends).isTrue();
  }

  @Test
  void leavesABlockThatDoesNotFit() {
    // Given
    accept(frame(TIME, stamps(0, 100, 200), PRESSURE, data(0, 2), FORCE, data(0, 2)));
    convertNext(3);

    // When
    convertNext(3);

    // Then
    assertThat(records).hasSize(2);
    assertThat(group.endBatch(9_000)).isFalse();
  }

  @Test
  void keepsAFrameUntilAllOfItHasLeft() {
    // Given
    accept(frame(TIME, stamps(0, 100, 200), PRESSURE, data(0, 2)));

    // When
    convertNext(1);
    GroupFrame early = group.takeShare();
    convertNext(2);
    group.endBatch(9_000);

    // Then
    assertThat(early).isNull();
    assertThat(group.takeShare()).isNotNull();
  }

  @Test
  void whenAGapCameIsATimeOfTheWallClock() {
    // Given
    accept(frame(TIME, stamps(0, 100), PRESSURE, data(0, 1)));
    convertNext(10);
    group.endBatch(9_000);

    // When
    Frame next = frame(TIME, stamps(5, 200), PRESSURE, data(5, 1));
    group.accept(Sessions.session(0, GROUP).split(next, 9_000, 12_000).get(0), 9_000);
    convertNext(10);

    // Then
    assertThat(SourceOffset.fromMap(group.offsetMap()).gaps())
        .extracting(gap -> gap.openedAt().nanos())
        .containsExactly(12_000L);
  }

  private void convertNext(int maxRecords) {
    convertNext(maxRecords, RecordOptions.DEFAULT);
  }

  private void convertNext(int maxRecords, RecordOptions options) {
    PollBudget budget = new PollBudget(maxRecords, 1_000, Duration.ZERO);
    budget.addAll(records);
    group.convertNext(new FrameConverter(options), budget);
    records = budget.records();
  }

  @Test
  void bytesOfABlockCountUntilItIsEmitted() {
    // Given: a block that waits for samples of a channel
    FixedDelivery delivery = new FixedDelivery();
    TaskGroup waiting = new TaskGroup(new GroupId("cluster-a", 1), GROUP, delivery);
    delivery.holdsReadRows = true;
    waiting.accept(result(Purpose.FOLLOWING, 100), 9_000);

    // When
    waiting.accept(result(Purpose.CHANNELS, 10), 9_000);
    long repaired = waiting.takeHistoryBytes();
    delivery.holdsReadRows = false;
    long emitted = waiting.takeHistoryBytes();

    // Then
    assertThat(repaired).isEqualTo(10);
    assertThat(emitted).isEqualTo(100);
    assertThat(waiting.takeHistoryBytes()).isZero();
  }

  private static HistoryResult result(Purpose purpose, long costBytes) {
    HistoryRequest request = new HistoryRequest(purpose, GROUP, TimeRange.ofNanos(0, 1));
    return new HistoryResult(Sessions.session(0, GROUP), GROUP, request, null, null, costBytes);
  }

  private void accept(Frame frame) {
    group.accept(Sessions.share(Sessions.session(0, GROUP), frame), 9_000);
  }

  private List<@Nullable Object> positions() {
    List<@Nullable Object> positions = new ArrayList<>();
    records.forEach(record -> positions.add(record.sourceOffset().get("position")));
    return positions;
  }
}
