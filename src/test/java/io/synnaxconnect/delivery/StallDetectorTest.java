package io.synnaxconnect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.delivery.StallDetector.Step;
import org.junit.jupiter.api.Test;

/** With a time limit of 80 seconds: a query after 40, and then one every 10. */
class StallDetectorTest {

  private static final long SECOND = 1_000_000_000L;

  private final StallDetector detector = new StallDetector(80 * SECOND, 0);

  @Test
  void queriesOnlyAfterATimeWithoutProgress() {
    // Given
    detector.onProgress(30 * SECOND);

    // Then
    assertThat(detector.isQueryDue(69 * SECOND)).isFalse();
    assertThat(detector.isQueryDue(70 * SECOND)).isTrue();
  }

  @Test
  void ignoresAGroupThatNobodyWrites() {
    for (long now = 40; now < 100_000; now += 40) {
      assertThat(queryAt(now, false)).isEqualTo(Step.NONE);
      assertThat(detector.isStalled()).isFalse();
    }
  }

  @Test
  void asksHistoryThenOpensAgainThenFails() {
    assertThat(queryAt(40, true)).isEqualTo(Step.PROBE);
    assertThat(detector.isStalled()).as("it may just be on its way").isFalse();
    for (long now = 50; now < 120; now += 10) {
      assertThat(queryAt(now, true)).as("at %d s", now).isEqualTo(Step.NONE);
      assertThat(detector.isStalled()).isTrue();
    }
    assertThat(queryAt(120, true)).isEqualTo(Step.REOPEN);
    for (long now = 130; now < 200; now += 10) {
      assertThat(queryAt(now, true)).as("at %d s", now).isEqualTo(Step.NONE);
    }
    assertThat(queryAt(200, true)).isEqualTo(Step.FAIL);
    assertThat(detector.stalledNanos(200 * SECOND)).isEqualTo(200 * SECOND);
  }

  @Test
  void emittedRowsEndTheStall() {
    // Given
    queryAt(40, true);
    queryAt(120, true);

    // When
    detector.onProgress(125 * SECOND);

    // Then
    assertThat(detector.isStalled()).isFalse();
    assertThat(detector.isQueryDue(164 * SECOND)).isFalse();
    assertThat(queryAt(165, true)).isEqualTo(Step.PROBE);
    assertThat(queryAt(244, true)).isEqualTo(Step.NONE);
    assertThat(queryAt(254, true)).isEqualTo(Step.REOPEN);
  }

  @Test
  void rowsThatAreNoLongerStoredEndTheStall() {
    // Given
    queryAt(40, true);

    // When
    queryAt(50, false);

    // Then
    assertThat(detector.isQueryDue(89 * SECOND)).isFalse();
    assertThat(queryAt(130, true)).isEqualTo(Step.PROBE);
  }

  @Test
  void aNewStreamHasTheWholeTimeLimit() {
    // Given
    queryAt(40, true);
    queryAt(120, true);

    // When: it took a while until it was open
    detector.onStreamOpened(190 * SECOND);

    // Then
    assertThat(queryAt(200, true)).isEqualTo(Step.NONE);
    assertThat(queryAt(269, true)).isEqualTo(Step.NONE);
    assertThat(queryAt(279, true)).isEqualTo(Step.FAIL);
  }

  @Test
  void aStreamThatWasOpenedForAnotherReasonRestartsTheTime() {
    // Given
    queryAt(40, true);
    queryAt(110, true);

    // When
    detector.onStreamOpened(115 * SECOND);

    // Then
    assertThat(detector.isStalled()).isFalse();
    assertThat(detector.isQueryDue(154 * SECOND)).isFalse();
    assertThat(queryAt(155, true)).isEqualTo(Step.PROBE);
  }

  @Test
  void aFailedQueryShowsNothing() {
    for (long now = 40; now < 1_000; now += 40) {
      assertThat(detector.isQueryDue(now * SECOND)).isTrue();
      detector.startQuery();
      detector.onQueryFailed(now * SECOND);
      assertThat(detector.isStalled()).isFalse();
    }
    assertThat(queryAt(1_000, true)).isEqualTo(Step.PROBE);
  }

  @Test
  void theAnswerOfAQueryFromBeforeTheProgressDoesNotCount() {
    // Given
    detector.startQuery();

    // When
    detector.onProgress(45 * SECOND);

    // Then
    assertThat(detector.onQueryAnswered(true, 46 * SECOND)).isEqualTo(Step.NONE);
    assertThat(queryAt(85, true)).isEqualTo(Step.PROBE);
  }

  @Test
  void asksForOneQueryAtATime() {
    // When
    detector.startQuery();

    // Then
    assertThat(detector.isQueryDue(1_000 * SECOND)).isFalse();
  }

  private Step queryAt(long seconds, boolean newer) {
    assertThat(detector.isQueryDue(seconds * SECOND)).as("query at %d s", seconds).isTrue();
    detector.startQuery();
    return detector.onQueryAnswered(newer, seconds * SECOND);
  }
}
