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
    gap.verify(0);
    gap.onRead(empty, 100, 0);
    long next = gap.startNanos();

    // When
    gap.onLate(23, 0);

    // Then
    assertThat(next).isEqualTo(26);
    assertThat(gap.startNanos()).isEqualTo(23);
  }
}
