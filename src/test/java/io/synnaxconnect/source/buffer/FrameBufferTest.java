package io.synnaxconnect.source.buffer;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.OTHER_DATA;
import static io.synnaxconnect.telem.Telemetry.OTHER_GROUP;
import static io.synnaxconnect.telem.Telemetry.OTHER_TIME;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.data;
import static io.synnaxconnect.telem.Telemetry.frameOfBytes;
import static io.synnaxconnect.telem.Telemetry.stamps;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.source.Sessions;
import io.synnaxconnect.source.buffer.FrameBuffer.Outcome;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.TimeRange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FrameBufferTest {

  private static final int FRAME_BYTES = 10_000;

  private final StreamSession session = Sessions.session(0, GROUP, OTHER_GROUP);
  private final long frameCost = costBytes(group(0, 0));
  private final FrameBuffer buffer = new FrameBuffer(4 * frameCost);

  @Test
  void shedsTheNewestWhenFull() throws Exception {
    // Given
    List<Outcome> outcomes = new ArrayList<>();

    // When
    for (int i = 0; i < 6; i++) {
      outcomes.add(offer(group(i, 100 + i)));
    }

    // Then
    assertThat(outcomes)
        .containsExactly(
            Outcome.KEPT,
            Outcome.KEPT,
            Outcome.KEPT,
            Outcome.KEPT,
            Outcome.SHED_FIRST,
            Outcome.SHED);
    assertThat(drain()).containsExactly("1@100", "1@101", "1@102", "1@103", "1 shed 2 from 104");
  }

  @Test
  void oneOverloadMakesOneGap() throws Exception {
    // Given
    for (int i = 0; i < 5; i++) {
      offer(group(i, 100 + i));
    }

    // When
    takeAndRelease();
    offer(group(5, 105));
    takeAndRelease();
    Outcome afterRoom = offer(group(6, 106));

    // Then
    assertThat(afterRoom).isEqualTo(Outcome.KEPT);
    assertThat(drain()).containsExactly("1@102", "1@103", "1 shed 2 from 104", "1@106");
  }

  @Test
  void holdsAMarkBackWhileItGrows() throws Exception {
    // Given
    for (int i = 0; i < 4; i++) {
      offer(group(i, 100 + i));
    }
    offer(other(0, 200));

    // When
    BufferEntry first = buffer.take(Duration.ZERO);
    offer(other(1, 199));

    // Then
    assertThat(describe(first)).isEqualTo("1@100");
    buffer.release((GroupFrame) Objects.requireNonNull(first));
    assertThat(drain()).containsExactly("1@101", "1@102", "11 shed 2 from 199", "1@103");
  }

  @Test
  void holdsNoMarkBackThatFramesFollow() throws Exception {
    // Given: frames after a mark use more than half of the buffer when an overload begins
    buffer.hold(new GroupId("cluster-a", GROUP.groupKey()), true, true);
    offer(group(0, 100));
    for (int i = 0; i < 4; i++) {
      offer(other(i, 200 + i));
    }
    for (int i = 1; i < 4; i++) {
      takeAndRelease();
      offer(group(i, 100 + i));
    }
    buffer.hold(new GroupId("cluster-a", GROUP.groupKey()), false, false);
    offer(other(4, 204));

    // When
    List<String> drained = drain();

    // Then
    assertThat(drained)
        .containsExactly(
            "11@203", "1 shed 1 from 100", "1@101", "1@102", "11 shed 1 from 204", "1@103");
    assertThat(buffer.usedBytes()).isZero();
  }

  @Test
  void keepsWhatAGroupIsNotReadyFor() throws Exception {
    // Given
    buffer.hold(new GroupId("cluster-a", GROUP.groupKey()), true, true);
    offer(group(0, 100));
    offer(other(0, 200));

    // When
    List<String> meanwhile = drain();
    buffer.hold(new GroupId("cluster-a", GROUP.groupKey()), false, false);

    // Then
    assertThat(meanwhile).containsExactly("11@200");
    assertThat(drain()).containsExactly("1@100");
  }

  @Test
  void shedsFramesOfGroupsThatReadHistoryFirst() throws Exception {
    // Given
    buffer.hold(new GroupId("cluster-a", GROUP.groupKey()), true, true);
    for (int i = 0; i < 4; i++) {
      offer(group(i, 100 + i));
    }

    // When
    Outcome outcome = offer(other(0, 200));
    buffer.hold(new GroupId("cluster-a", GROUP.groupKey()), false, false);

    // Then
    assertThat(outcome).isEqualTo(Outcome.KEPT);
    assertThat(buffer.takeShedFromHeld()).isEqualTo(4);
    assertThat(drain()).containsExactlyInAnyOrder("11@200", "1 shed 4 from 100");
  }

  @Test
  void keepsTheOpeningOfANewerStreamWhenItLetsGoOfAGroup() throws Exception {
    // Given
    GroupId id = new GroupId("cluster-a", GROUP.groupKey());
    SessionOpened newer = new SessionOpened(Sessions.session(1, GROUP), GROUP, null);
    buffer.hold(id, true, true);
    offer(group(0, 100));
    buffer.open(newer);
    offer(group(1, 101));

    // When
    int shed = buffer.letGo(id);

    // Then
    assertThat(shed).isEqualTo(2);
    assertThat(buffer.usedBytes()).isZero();
    assertThat(buffer.take(Duration.ZERO)).isInstanceOf(ShedMark.class);
    assertThat(buffer.take(Duration.ZERO)).isSameAs(newer);
    assertThat(buffer.take(Duration.ZERO)).isInstanceOf(ShedMark.class);
  }

  @Test
  void rowsFromHistoryCountUntilTheyAreGivenBack() throws Exception {
    // Given
    HistoryRequest request = new HistoryRequest(Purpose.GAP, GROUP, TimeRange.ZERO);
    HistoryResult result = new HistoryResult(session, GROUP, request, null, null, 1_000);

    // When
    buffer.add(result);
    BufferEntry taken = buffer.take(Duration.ZERO);

    // Then
    assertThat(taken).isSameAs(result);
    assertThat(buffer.usedBytes()).isEqualTo(1_000);
    buffer.releaseHistory(1_000);
    assertThat(buffer.usedBytes()).isZero();
  }

  @Test
  void countsASharedFrameOnce() throws Exception {
    // Given
    Frame shared =
        frameOfBytes(
            FRAME_BYTES,
            TIME,
            stamps(0, 100),
            PRESSURE,
            data(0, 1),
            OTHER_TIME,
            stamps(0, 100),
            OTHER_DATA,
            data(0, 1));

    // When
    offer(shared);

    // Then
    assertThat(buffer.usedBytes()).isEqualTo(costBytes(shared));
    takeAndRelease();
    assertThat(buffer.usedBytes()).isEqualTo(costBytes(shared));
    takeAndRelease();
    assertThat(buffer.usedBytes()).isZero();
  }

  @Test
  void takesGroupsInTurn() throws Exception {
    // Given
    offer(group(0, 100));
    offer(group(1, 101));
    offer(other(0, 200));

    // When
    List<String> order = drain();

    // Then
    assertThat(order).containsExactly("1@100", "11@200", "1@101");
  }

  @Test
  void shedsAFrameLargerThanItself() throws Exception {
    // When
    Outcome outcome =
        offer(frameOfBytes((int) buffer.maxBytes(), TIME, stamps(0, 100), PRESSURE, data(0, 1)));

    // Then
    assertThat(outcome).isEqualTo(Outcome.SHED_TOO_LARGE);
    assertThat(offer(group(1, 101))).isEqualTo(Outcome.KEPT);
    assertThat(drain()).containsExactly("1 shed 1 from 100", "1@101");
  }

  @Test
  void anOverloadEndsWhileTheGroupThatFillsTheBufferWaitsForHistory() throws Exception {
    // Given
    for (int i = 0; i < 4; i++) {
      offer(group(i, 100 + i));
    }
    offer(other(0, 200));

    // When
    buffer.hold(new GroupId("cluster-a", GROUP.groupKey()), true, true);

    // Then
    assertThat(offer(other(1, 201))).isEqualTo(Outcome.KEPT);
    assertThat(buffer.takeShedFromHeld()).isEqualTo(4);
    assertThat(drain()).containsExactly("11 shed 1 from 200", "11@201");
  }

  @Test
  void aGroupThatEmitsRowsKeepsItsFramesDuringAnOverload() throws Exception {
    // Given
    buffer.hold(new GroupId("cluster-a", GROUP.groupKey()), true, false);
    for (int i = 0; i < 4; i++) {
      offer(group(i, 100 + i));
    }
    offer(other(0, 200));

    // When
    buffer.hold(new GroupId("cluster-a", GROUP.groupKey()), false, false);

    // Then
    assertThat(buffer.takeShedFromHeld()).isZero();
    assertThat(drain()).contains("1@100", "1@101", "1@102", "1@103", "11 shed 1 from 200");
  }

  @Test
  void framesAndResultsOfHistoryTakeTurns() throws Exception {
    // Given
    for (int i = 0; i < 3; i++) {
      buffer.add(result());
      offer(group(i, 100 + i));
    }

    // When
    List<String> taken = new ArrayList<>();
    for (BufferEntry entry = buffer.take(Duration.ZERO);
        entry != null;
        entry = buffer.take(Duration.ZERO)) {
      taken.add(entry instanceof HistoryResult ? "history" : "live");
    }

    // Then
    assertThat(taken).containsExactly("history", "live", "history", "live", "history", "live");
  }

  private HistoryResult result() {
    HistoryRequest request = new HistoryRequest(Purpose.GAP, GROUP, TimeRange.ofNanos(0, 1));
    HistoryAnswer answer = new HistoryAnswer(List.of(), true, 0);
    return new HistoryResult(session, GROUP, request, answer, null, 1);
  }

  @Test
  @Timeout(60)
  void handsOutWhatCameBeforeAFailure() throws Exception {
    // Given
    offer(group(0, 100));
    buffer.fail(new IllegalStateException("first"));
    buffer.fail(new IllegalStateException("second"));

    // When
    Throwable early = buffer.failureIfDrained();
    takeAndRelease();

    // Then
    assertThat(early).isNull();
    assertThat(buffer.failureIfDrained()).hasMessage("first");
    assertThat(buffer.take(Duration.ofDays(1))).isNull();
  }

  @Property(tries = 200)
  void neverExceedsItsBytes(@ForAll Random random) throws Exception {
    // Given
    FrameBuffer bounded = new FrameBuffer(20 * frameCost);
    Deque<GroupFrame> taken = new ArrayDeque<>();
    long keptCost = 0;

    for (int i = 0; i < 300; i++) {
      // When
      if (random.nextInt(5) < 3) {
        Frame frame = frameOfBytes(random.nextInt(2 * FRAME_BYTES), TIME, stamps(i, i));
        if (bounded.offer(session.split(frame, 0, 0)) == Outcome.KEPT) {
          keptCost += costBytes(frame);
        }
      } else if (bounded.take(Duration.ZERO) instanceof GroupFrame share) {
        taken.add(share);
      }
      if (taken.size() > random.nextInt(4)) {
        keptCost -= taken.element().received().costBytes();
        bounded.release(taken.remove());
      }

      // Then
      assertThat(bounded.usedBytes()).isEqualTo(keptCost).isLessThanOrEqualTo(bounded.maxBytes());
    }
  }

  private static Frame group(int sample, long nanos) {
    return frameOfBytes(FRAME_BYTES, TIME, stamps(sample, nanos), PRESSURE, data(sample, 1));
  }

  private static Frame other(int sample, long nanos) {
    return frameOfBytes(
        FRAME_BYTES, OTHER_TIME, stamps(sample, nanos), OTHER_DATA, data(sample, 1));
  }

  private long costBytes(Frame frame) {
    return session.split(frame, 0, 0).get(0).received().costBytes();
  }

  private Outcome offer(Frame frame) {
    return buffer.offer(session.split(frame, 0, 0));
  }

  private @Nullable BufferEntry takeAndRelease() throws InterruptedException {
    BufferEntry entry = buffer.take(Duration.ZERO);
    if (entry instanceof GroupFrame share) {
      boolean ended = buffer.release(share);
      assertThat(ended).isIn(true, false);
    }
    return entry;
  }

  private List<String> drain() throws InterruptedException {
    List<String> entries = new ArrayList<>();
    for (BufferEntry entry = takeAndRelease(); entry != null; entry = takeAndRelease()) {
      entries.add(describe(entry));
    }
    return entries;
  }

  private static String describe(@Nullable BufferEntry entry) {
    if (entry instanceof ShedMark mark) {
      return mark.group().groupKey()
          + " shed "
          + mark.frames()
          + " from "
          + mark.smallestTimestampNanos();
    }
    GroupFrame share = (GroupFrame) Objects.requireNonNull(entry);
    return share.group().groupKey() + "@" + share.smallestTimestampNanos();
  }
}
