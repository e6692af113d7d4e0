package io.synnaxconnect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.delivery.ChannelGap.Reading;
import org.junit.jupiter.api.Test;

class ChannelGapTest {

  @Test
  void readsBlocksWithoutSamplesAgainFromALateSampleOn() {
    // Given
    Reading empty = new Reading(false, false, false, true, true, 25);
    ChannelGap gap = new ChannelGap(21, 0, 0);
    gap.onRead(empty, 100, 0);
    gap.verify(26, 0);
    gap.onRead(empty, 100, 0);
    long next = gap.startNanos();

    // When
    gap.onLate(23, 0);

    // Then
    assertThat(next).isEqualTo(26);
    assertThat(gap.startNanos()).isEqualTo(23);
  }

  @Test
  void readsBlocksWithoutSamplesOnceMoreIfTheSampleBehindThemIsGone() {
    // Given
    Reading empty = new Reading(false, false, false, true, true, 25);
    ChannelGap gap = new ChannelGap(21, 0, 0);
    gap.onRead(empty, 100, 0);
    gap.verify(26, 0);
    gap.onRead(empty, 100, 0);

    // When
    boolean mayBeEmitted = gap.verify(27, 0);

    // Then
    assertThat(mayBeEmitted).isFalse();
    assertThat(gap.startNanos()).isEqualTo(21);
    gap.onRead(empty, 100, 0);
    assertThat(gap.verify(27, 0)).isTrue();
  }
}
