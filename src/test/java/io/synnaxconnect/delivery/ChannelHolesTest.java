package io.synnaxconnect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Hole;
import io.synnaxconnect.telem.TimeRange;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChannelHolesTest {

  private final ChannelHoles holes = new ChannelHoles();

  @Test
  void keepsChannelsTogetherThatLackTheSameRows() {
    // When
    holes.add(Set.of(1L), 10, 20);
    holes.add(Set.of(2L), 10, 20);

    // Then
    assertThat(holes.toHoles()).containsExactly(hole(10, 20, 1L, 2L));
  }

  @Test
  void cutsOneChannelOutOfARange() {
    // Given
    holes.add(Set.of(1L, 2L), 10, 20);

    // When
    holes.remove(Set.of(2L), 12, 15);

    // Then
    assertThat(holes.toHoles())
        .containsExactlyInAnyOrder(hole(10, 20, 1L), hole(10, 12, 2L), hole(15, 20, 2L));
    assertThat(holes.cover(2, 11)).isTrue();
    assertThat(holes.cover(2, 12)).isFalse();
    assertThat(holes.cover(1, 12)).isTrue();
  }

  @Test
  void givesUpTheNarrowestOfTooMany() {
    // Given
    for (int i = 0; i <= ChannelHoles.MAX_HOLES; i++) {
      holes.add(Set.of(1L), 1_000L * i, 1_000L * i + 100 - i);
    }

    // Then
    int last = ChannelHoles.MAX_HOLES;
    assertThat(holes.giveUpOne()).isEqualTo(hole(1_000L * last, 1_000L * last + 100 - last, 1L));
    assertThat(holes.giveUpOne()).isNull();
    assertThat(holes.size()).isEqualTo(ChannelHoles.MAX_HOLES);
  }

  @Test
  void givesUpWhatNoOffsetHasRoomFor() {
    // Given
    holes.add(Set.of(1L), 10, 20);
    holes.add(LongStream.range(0, 5_000).mapToObj(i -> 2 * i).collect(Collectors.toSet()), 10, 15);

    // When
    Hole givenUp = holes.giveUpOne();

    // Then
    assertThat(givenUp).isNotNull();
    assertThat(holes.giveUpOne()).isNull();
    assertThat(holes.toHoles()).containsExactly(hole(10, 20, 1L));
  }

  @Test
  void forgetsWhatIsOlderThanTheWindow() {
    // Given
    holes.add(Set.of(1L), 10, 20);
    holes.add(Set.of(1L), 30, 40);

    // When
    holes.removeBefore(20);

    // Then
    assertThat(holes.toHoles()).containsExactly(hole(30, 40, 1L));
  }

  private static Hole hole(long from, long to, Long... keys) {
    return new Hole(TimeRange.ofNanos(from, to), ChannelKeyRanges.of(List.of(keys)));
  }
}
