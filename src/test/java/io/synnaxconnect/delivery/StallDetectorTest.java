package io.synnaxconnect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.delivery.StallDetector.Step;
import org.junit.jupiter.api.Test;

/** With a time limit of 80 seconds: a look after 40, and then one every 10. */
class StallDetectorTest {

  private static final long SECOND = 1_000_000_000L;

  private final StallDetector detector = new StallDetector(80 * SECOND, 0);

  @Test
  void looksOnlyAtWhatHasNotMovedForAWhile() {
    // Given
    detector.moved(30 * SECOND);

    // Then
    assertThat(detector.isLookDue(69 * SECOND)).isFalse();
    assertThat(detector.isLookDue(70 * SECOND)).isTrue();
  }

  @Test
  void leavesAGroupAloneThatNobodyWrites() {
    for (long now = 40; now < 100_000; now += 40) {
      assertThat(lookAt(now, false)).isEqualTo(Step.NONE);
      assertThat(detector.isStalled()).isFalse();
    }
  }

  @Test
  void asksHistoryThenOpensAnewThenFails() {
    assertThat(lookAt(40, true)).isEqualTo(Step.PROBE);
    assertThat(detector.isStalled()).as("it may just be on its way").isFalse();
    for (long now = 50; now < 120; now += 10) {
      assertThat(lookAt(now, true)).as("at %d s", now).isEqualTo(Step.NONE);
      assertThat(detector.isStalled()).isTrue();
    }
    assertThat(lookAt(120, true)).isEqualTo(Step.REOPEN);
    for (long now = 130; now < 200; now += 10) {
      assertThat(lookAt(now, true)).as("at %d s", now).isEqualTo(Step.NONE);
    }
    assertThat(lookAt(200, true)).isEqualTo(Step.FAIL);
    assertThat(detector.stillNanos(200 * SECOND)).isEqualTo(200 * SECOND);
  }

  @Test
  void rowsThatLeaveEndTheStall() {
    // Given
    lookAt(40, true);
    lookAt(120, true);

    // When
    detector.moved(125 * SECOND);

    // Then
    assertThat(detector.isStalled()).isFalse();
    assertThat(detector.isLookDue(164 * SECOND)).isFalse();
    assertThat(lookAt(165, true)).isEqualTo(Step.PROBE);
    assertThat(lookAt(244, true)).isEqualTo(Step.NONE);
    assertThat(lookAt(254, true)).isEqualTo(Step.REOPEN);
  }

  @Test
  void rowsThatAreStoredNoMoreEndTheStall() {
    // Given
    lookAt(40, true);

    // When
    lookAt(50, false);

    // Then
    assertThat(detector.isLookDue(89 * SECOND)).isFalse();
    assertThat(lookAt(130, true)).isEqualTo(Step.PROBE);
  }

  @Test
  void theNewStreamGetsAllTheTime() {
    // Given
    lookAt(40, true);
    lookAt(120, true);

    // When: it took a while until it stood
    detector.opened(190 * SECOND);

    // Then
    assertThat(lookAt(200, true)).isEqualTo(Step.NONE);
    assertThat(lookAt(269, true)).isEqualTo(Step.NONE);
    assertThat(lookAt(279, true)).isEqualTo(Step.FAIL);
  }

  @Test
  void aStreamThatWasOpenedForAnotherReasonBeginsAnew() {
    // Given
    lookAt(40, true);
    lookAt(110, true);

    // When
    detector.opened(115 * SECOND);

    // Then
    assertThat(detector.isStalled()).isFalse();
    assertThat(detector.isLookDue(154 * SECOND)).isFalse();
    assertThat(lookAt(155, true)).isEqualTo(Step.PROBE);
  }

  @Test
  void aLookThatFailsSaysNothing() {
    for (long now = 40; now < 1_000; now += 40) {
      assertThat(detector.isLookDue(now * SECOND)).isTrue();
      detector.look();
      detector.lookFailed(now * SECOND);
      assertThat(detector.isStalled()).isFalse();
    }
    assertThat(lookAt(1_000, true)).isEqualTo(Step.PROBE);
  }

  @Test
  void whatALookFoundBeforeTheGroupMovedCountsNoMore() {
    // Given
    detector.look();

    // When
    detector.moved(45 * SECOND);

    // Then
    assertThat(detector.looked(true, 46 * SECOND)).isEqualTo(Step.NONE);
    assertThat(lookAt(85, true)).isEqualTo(Step.PROBE);
  }

  @Test
  void asksForOneLookAtATime() {
    // When
    detector.look();

    // Then
    assertThat(detector.isLookDue(1_000 * SECOND)).isFalse();
  }

  private Step lookAt(long seconds, boolean newer) {
    assertThat(detector.isLookDue(seconds * SECOND)).as("look at %d s", seconds).isTrue();
    detector.look();
    return detector.looked(newer, seconds * SECOND);
  }
}
