package io.synnaxconnect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When history is asked because nothing comes live. */
class IdleProbeTest {

  private static final long SECOND = 1_000_000_000L;

  private final IdleProbe probe = new IdleProbe(SECOND);

  @BeforeEach
  void open() {
    probe.open(1, 0);
    probe.onLive(true, 0);
  }

  @Test
  void findsASilentStreamAlsoIfProbesFollowEachOtherFast() {
    // When: each probe finds rows
    boolean stalled = false;
    int seconds = 0;
    while (!stalled && seconds < 10) {
      seconds++;
      probe.beginProbe(seconds * SECOND);
      probe.endReading(true, seconds * SECOND);
      stalled = probe.hasStalled(seconds * SECOND);
    }

    // Then
    assertThat(seconds).isEqualTo(3);
    assertThat(probe.foundNanos()).isEqualTo(SECOND);
    assertThat(probe.isUnstreamed()).isTrue();
  }

  @Test
  void findsASilentStreamWithTheFirstProbeAfterLiveRows() {
    // Given: the look after the opening was not needed, since rows came live before it
    probe.openAtNewest(1, 0);
    probe.onLive(true, SECOND);

    // When
    probe.beginProbe(2 * SECOND);
    probe.endReading(true, 2 * SECOND);

    // Then
    assertThat(probe.hasStalled(4 * SECOND)).isTrue();
  }

  @Test
  void isReportedAgainWithEachProbeThatFindsRows() {
    for (int probes = 1; probes <= 3; probes++) {
      // When
      long nanos = probes * 10L * SECOND;
      probe.beginProbe(nanos);
      probe.endReading(true, nanos);

      // Then
      assertThat(probe.hasStalled(nanos + 2 * SECOND)).isTrue();
      assertThat(probe.hasStalled(nanos + 3 * SECOND)).isFalse();
    }
  }

  @Test
  void isStreamedAgainWithTheNextLiveRows() {
    // Given
    probe.beginProbe(SECOND);
    probe.endReading(true, SECOND);
    assertThat(probe.hasStalled(3 * SECOND)).isTrue();

    // When
    probe.onLive(true, 4 * SECOND);

    // Then
    assertThat(probe.isUnstreamed()).isFalse();
  }

  @Test
  void waitsForTheEntriesOfTheBuffer() {
    // Given
    assertThat(probe.isProbeDue(30 * SECOND)).isTrue();

    // When
    probe.defer(30 * SECOND);

    // Then
    assertThat(probe.isProbeDue(30 * SECOND)).isFalse();
    assertThat(probe.isProbeDue(31 * SECOND)).isTrue();
  }
}
