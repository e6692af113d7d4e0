package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The search for all channels that a user may not read. */
class DeniedChannelTest {

  private static final List<Channel> THOUSAND =
      LongStream.range(0, 1_000)
          .mapToObj(key -> new Channel(key, "c" + key, "float64", 0, false, true, false, ""))
          .toList();

  private Set<Long> denied = Set.of();
  private int trials;

  @Test
  void whereNothingIsDeniedOneStreamShowsIt() {
    assertThat(search(1_000)).isEmpty();
    assertThat(trials).isEqualTo(1);
  }

  @Test
  void findsAllOfThemAndNoOther() {
    // Given
    denied = Set.of(0L, 1L, 499L, 500L, 777L, 999L);

    // When / Then
    assertThat(search(1_000)).containsExactly(0L, 1L, 499L, 500L, 777L, 999L);
    assertThat(trials).isLessThan(100);
  }

  @Test
  void findsThemWhereAllAreDenied() {
    // Given
    denied = Set.copyOf(THOUSAND.stream().map(Channel::key).toList());

    // When / Then
    assertThat(search(2_000)).hasSize(1_000);
  }

  @Test
  void whatCouldNotBeTriedCountsAsDeniedAndComesFirst() {
    // Given
    denied = Set.of(3L, 999L);

    // When
    List<Long> found = search(12);

    // Then
    assertThat(trials).isEqualTo(12);
    assertThat(found).contains(3L, 999L).endsWith(3L).hasSizeLessThan(1_000);
  }

  private List<Long> search(int most) {
    return DeniedChannel.all(THOUSAND, most, this::isDenied).stream().map(Channel::key).toList();
  }

  private boolean isDenied(List<Channel> channels) {
    trials++;
    return channels.stream().anyMatch(channel -> denied.contains(channel.key()));
  }
}
