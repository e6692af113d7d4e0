package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How large a message may be in JVMs of several sizes. */
class MessageLimitTest {

  private static final int MIB = 1 << 20;

  @Test
  void theDefaultFollowsASmallHeap() {
    assertThat(MessageLimit.of(64 * MIB, false, 160L * MIB).bytes()).isEqualTo(40 * MIB);
    assertThat(MessageLimit.of(64 * MIB, false, 256L * MIB).bytes()).isEqualTo(64 * MIB);
    assertThat(MessageLimit.of(64 * MIB, false, 2048L * MIB).bytes()).isEqualTo(64 * MIB);
  }

  @Test
  void whatTheUserHasSetHolds() {
    assertThat(MessageLimit.of(128 * MIB, true, 160L * MIB).bytes()).isEqualTo(128 * MIB);
  }

  @Test
  void itIsNeverSmallerThanWhatMayBeSet() {
    assertThat(MessageLimit.of(64 * MIB, false, 8L * MIB).bytes()).isEqualTo(4 * MIB);
  }
}
