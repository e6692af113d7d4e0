package io.synnaxconnect.source.channels;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.source.FakeCluster;
import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which channels are omitted because the user may not read them, and since when. */
class ReadRightsTest {

  private static final long GRACE = 1_000;
  private static final Channel A = channel(1);
  private static final Channel B = channel(2);
  private static final Channel UNSELECTED = channel(3);

  private final FakeCluster cluster = new FakeCluster();
  private final ReadRights rights =
      new ReadRights(
          cluster,
          all -> all.stream().filter(channel -> !channel.equals(UNSELECTED)).toList(),
          GRACE,
          () -> this.nowNanos);
  private long nowNanos;

  @Test
  void whatWasNeverReadableIsOmittedAtOnceUntilItIsGranted() {
    // Given
    cluster.denyReading(2L);
    assertThat(denied()).containsExactly(2L);
    nowNanos += 5 * GRACE;
    assertThat(denied()).containsExactly(2L);

    // When
    cluster.denyReading();

    // Then
    assertThat(denied()).isEmpty();
  }

  @Test
  void whatWasReadableIsOmittedAfterTheGraceOnly() {
    // Given
    assertThat(denied()).isEmpty();
    cluster.denyReading(2L);
    assertThat(denied()).isEmpty();

    // When / Then
    nowNanos += GRACE - 1;
    assertThat(denied()).isEmpty();
    nowNanos += 1;
    assertThat(denied()).containsExactly(2L);
    nowNanos += 1;
    assertThat(denied()).containsExactly(2L);
  }

  @Test
  void aRightThatIsGivenBackInTimeHasItsGraceAgain() {
    // Given
    assertThat(denied()).isEmpty();
    cluster.denyReading(1L, 2L);
    assertThat(denied()).isEmpty();
    nowNanos += GRACE - 1;

    // When
    cluster.denyReading(1L);
    assertThat(denied()).isEmpty();
    cluster.denyReading(1L, 2L);
    nowNanos += GRACE - 1;

    // Then
    assertThat(denied()).containsExactly(1L);
  }

  @Test
  void whatIsNotSelectedIsNotTried() {
    // Given
    cluster.denyReading(3L);

    // When / Then
    assertThat(denied()).isEmpty();
  }

  private Set<Long> denied() {
    return rights.denied(List.of(A, B, UNSELECTED));
  }

  private static Channel channel(long key) {
    return new Channel(key, "c" + key, "float64", 0, false, true, false, "");
  }
}
