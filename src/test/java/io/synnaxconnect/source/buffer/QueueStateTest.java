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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.source.Sessions;
import io.synnaxconnect.source.buffer.FrameBuffer.Outcome;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Walks the table of states: through a buffer into each state, and from there with each event. */
class QueueStateTest {

  private static final GroupId ID = new GroupId("cluster-a", GROUP.groupKey());
  private static final int FRAME_BYTES = 10_000;

  private final StreamSession session = Sessions.session(0, GROUP, OTHER_GROUP);
  private final long frameCost = session.split(frameOf(GROUP), 0, 0).get(0).received().costBytes();
  private final FrameBuffer buffer = new FrameBuffer(4 * frameCost);
  private final List<GroupFrame> taken = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "EMPTY,        ENTRY,        READY",
    "EMPTY,        HOLD,         HELD",
    "EMPTY,        RELEASE,      EMPTY",
    "EMPTY,        OVERLOAD_END, EMPTY",
    "READY,        ENTRY,        READY",
    "READY,        HOLD,         HELD_READY",
    "READY,        RELEASE,      READY",
    "READY,        TURN,         EMPTY",
    "READY,        OVERLOAD_END, READY",
    "GROWING,      ENTRY,        GROWING",
    "GROWING,      HOLD,         HELD_GROWING",
    "GROWING,      RELEASE,      GROWING",
    "GROWING,      OVERLOAD_END, READY",
    "HELD,         ENTRY,        HELD",
    "HELD,         HOLD,         HELD",
    "HELD,         RELEASE,      READY",
    "HELD,         OVERLOAD_END, HELD",
    "HELD_READY,   ENTRY,        HELD_READY",
    "HELD_READY,   HOLD,         HELD_READY",
    "HELD_READY,   RELEASE,      READY",
    "HELD_READY,   TURN,         HELD",
    "HELD_READY,   OVERLOAD_END, HELD_READY",
    "HELD_GROWING, ENTRY,        HELD_GROWING",
    "HELD_GROWING, HOLD,         HELD_GROWING",
    "HELD_GROWING, RELEASE,      GROWING",
    "HELD_GROWING, OVERLOAD_END, HELD_READY",
  })
  void goesFromStateToState(QueueState from, Event event, QueueState to) throws Exception {
    // Given
    bringInto(from);
    assertThat(buffer.stateOf(ID)).isEqualTo(from);

    // When
    happen(event);

    // Then
    assertThat(buffer.stateOf(ID)).isEqualTo(to);
  }

  @ParameterizedTest
  @EnumSource
  void onlyAQueueInLineGetsATurn(QueueState state) {
    if (state.isInLine()) {
      assertThat(state.onTurn(false)).isIn(QueueState.READY, QueueState.HELD);
    } else {
      assertThatThrownBy(() -> state.onTurn(false)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void everyStateGoesOnOnceItIsReleasedAndTheOverloadEnds() {
    Set<QueueState> after = EnumSet.noneOf(QueueState.class);
    Arrays.stream(QueueState.values())
        .map(state -> state.onRelease(false).onOverloadEnd())
        .forEach(after::add);
    assertThat(after).containsExactlyInAnyOrder(QueueState.EMPTY, QueueState.READY);
  }

  private enum Event {
    ENTRY,
    HOLD,
    RELEASE,
    TURN,
    OVERLOAD_END
  }

  private void bringInto(QueueState state) throws InterruptedException {
    switch (state) {
      case EMPTY -> {}
      case READY -> offer(GROUP);
      case GROWING -> {
        overload();
        offer(GROUP);
        takeAll();
      }
      case HELD -> {
        buffer.hold(ID, true, true);
        offer(GROUP);
      }
      case HELD_READY -> {
        bringInto(QueueState.READY);
        buffer.hold(ID, true, true);
      }
      case HELD_GROWING -> {
        bringInto(QueueState.GROWING);
        buffer.hold(ID, true, true);
      }
    }
  }

  private void happen(Event event) throws InterruptedException {
    switch (event) {
      case ENTRY -> offer(GROUP);
      case HOLD -> buffer.hold(ID, true, true);
      case RELEASE -> buffer.hold(ID, false, false);
      case TURN -> takeAll();
      case OVERLOAD_END -> {
        taken.forEach(buffer::release);
        taken.clear();
      }
    }
  }

  /** Fills the buffer with frames of the other group, which are taken and not released. */
  private void overload() throws InterruptedException {
    Outcome outcome = Outcome.KEPT;
    while (outcome == Outcome.KEPT) {
      outcome = offer(OTHER_GROUP);
    }
    takeAll();
  }

  private Outcome offer(IndexGroup group) {
    return buffer.offer(session.split(frameOf(group), 0, 0));
  }

  private void takeAll() throws InterruptedException {
    BufferEntry entry = buffer.take(Duration.ZERO);
    while (entry != null) {
      if (entry instanceof GroupFrame share && share.group().equals(OTHER_GROUP)) {
        taken.add(share);
      }
      entry = buffer.take(Duration.ZERO);
    }
  }

  private static Frame frameOf(IndexGroup group) {
    return group.equals(GROUP)
        ? frameOfBytes(FRAME_BYTES, TIME, stamps(0, 100), PRESSURE, data(0, 1))
        : frameOfBytes(FRAME_BYTES, OTHER_TIME, stamps(0, 100), OTHER_DATA, data(0, 1));
  }
}
