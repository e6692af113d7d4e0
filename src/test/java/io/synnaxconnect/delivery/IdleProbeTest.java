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
