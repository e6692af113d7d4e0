package io.synnaxconnect.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A node's channels are out of the streams for a moment. */
class NodeRenewalTest {

  private static final long SECOND = 1_000_000_000L;
  private static final List<Channel> CHANNELS =
      LongStream.of(0x100008, 0x200008, 0x300008)
          .mapToObj(key -> new Channel(key, "c" + key, "float64", 0, false, true, false, ""))
          .toList();

  private final NodeRenewal renewal = new NodeRenewal();

  @Test
  void takesOneNodeAfterTheOtherOutAndIn() {
    // Given
    assertThat(renewal.advance(0)).isFalse();
    renewal.request(2);
    assertThat(renewal.without(CHANNELS)).isEqualTo(CHANNELS);

    // When
    assertThat(renewal.advance(SECOND)).isTrue();
    renewal.request(3);

    // Then
    assertThat(renewal.advance(3 * SECOND)).isFalse();
    assertThat(renewal.without(CHANNELS)).containsExactly(CHANNELS.get(0), CHANNELS.get(2));
    assertThat(renewal.advance(4 * SECOND)).isTrue();
    assertThat(renewal.without(CHANNELS)).isEqualTo(CHANNELS);
    assertThat(renewal.advance(5 * SECOND)).isTrue();
    assertThat(renewal.without(CHANNELS)).containsExactly(CHANNELS.get(0), CHANNELS.get(1));
  }

  @Test
  void forgetsNoNodeThatWaits() {
    // When
    renewal.request(2);
    renewal.request(3);
    renewal.advance(0);
    renewal.advance(3 * SECOND);
    renewal.advance(4 * SECOND);

    // Then
    assertThat(renewal.without(CHANNELS)).containsExactly(CHANNELS.get(0), CHANNELS.get(1));
  }

  @Test
  void endsWithTheStream() {
    // Given
    renewal.request(2);
    renewal.advance(0);

    // When
    renewal.end();

    // Then
    assertThat(renewal.without(CHANNELS)).isEqualTo(CHANNELS);
    assertThat(renewal.advance(10 * SECOND)).isFalse();
  }
}
