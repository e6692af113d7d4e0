package io.synnaxconnect.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleComparisonTest {

  @Test
  void equalSamplesAreEqualWhateverTheirWidth() {
    // Given
    List<SentSample> sent = List.of(sent("a", 1, 7L), sent("a", 2, 0.1f), sent("a", 3, Float.NaN));
    List<ReceivedSample> received =
        List.of(received("a", 1, 7), received("a", 2, 0.1f), received("a", 3, Float.NaN));

    // When
    SampleComparison comparison = SampleComparison.of(sent, received);

    // Then
    assertThat(comparison).isEqualTo(new SampleComparison(1, 3, 0, 0, List.of()));
  }

  @Test
  void missingSampleIsADifference() {
    // Given
    List<SentSample> sent = List.of(sent("a", 1, 7L), sent("a", 2, 8L), sent("b", 2, 8L));

    // When
    SampleComparison comparison =
        SampleComparison.of(sent, List.of(received("a", 1, 7), received("b", 2, 8)));

    // Then
    assertThat(comparison.differences()).containsExactly("a: 2 sent, 1 arrived");
    assertThat(comparison.missing()).isEqualTo(1);
  }

  @Test
  void repeatedChangedAndForeignSamplesAreDifferences() {
    // Given
    List<SentSample> sent = List.of(sent("a", 1, 7L), sent("b", 1, 7L));
    List<ReceivedSample> received =
        List.of(received("a", 1, 7), received("a", 1, 7), received("b", 1, 8), received("c", 1, 1));

    // When
    SampleComparison comparison = SampleComparison.of(sent, received);

    // Then
    assertThat(comparison.differences())
        .map(difference -> difference.substring(0, 2))
        .containsExactly("a:", "b:", "c:");
    assertThat(comparison.twice()).isEqualTo(1);
  }

  @Test
  void overlapLeavesOutWhatOnlyOneSideCouldSee() {
    // Given
    List<SentSample> sent = List.of(sent("a", 2, 2L), sent("a", 3, 3L), sent("a", 4, 4L));
    List<ReceivedSample> received =
        List.of(received("a", 1, 1), received("a", 2, 2), received("a", 3, 3));

    // When
    SampleComparison comparison = SampleComparison.ofOverlap(sent, received);

    // Then
    assertThat(comparison).isEqualTo(new SampleComparison(1, 2, 0, 0, List.of()));
  }

  @Test
  void overlapMissesNoChannelThatNeverArrived() {
    // Given
    long second = 1_000_000_000L;
    List<SentSample> sent =
        List.of(sent("a", 0, 1), sent("b", 2 * second, 1), sent("a", 4 * second, 1));
    List<ReceivedSample> received = List.of(received("a", 0, 1), received("a", 4 * second, 1));

    // When
    SampleComparison comparison = SampleComparison.ofOverlap(sent, received);

    // Then
    assertThat(comparison.differences()).containsExactly("b: 1 sent, 0 arrived");
  }

  @Test
  void whatIsSentAfterNewerSamplesArrivesLateAndInAnOrderOfItsOwn() {
    // Given
    List<SentSample> sent =
        List.of(sent("a", 8, 8), sent("a", 1, 1), sent("a", 2, 2), sent("a", 9, 9));

    // When
    SampleComparison comparison =
        SampleComparison.of(
            sent,
            List.of(received("a", 8, 8), received("a", 9, 9), late("a", 1, 1), late("a", 2, 2)));

    // Then
    assertThat(comparison).isEqualTo(new SampleComparison(1, 4, 0, 0, List.of()));
  }

  @Test
  void unmarkedMissingAndRepeatedLateSamplesAreDifferences() {
    // Given
    List<SentSample> sent =
        Stream.of("a", "b", "c").flatMap(c -> Stream.of(sent(c, 9, 9), sent(c, 1, 1))).toList();
    List<ReceivedSample> received =
        List.of(
            received("a", 9, 9),
            received("a", 1, 1),
            received("b", 9, 9),
            received("c", 9, 9),
            late("c", 1, 1),
            late("c", 1, 1));

    // When
    SampleComparison comparison = SampleComparison.of(sent, received);

    // Then
    assertThat(comparison.differences())
        .containsExactly(
            "a: 1 sent, 2 arrived",
            "a, late: 1 sent, 0 arrived",
            "b, late: 1 sent, 0 arrived",
            "c, late: 1 sent, 2 arrived");
    assertThat(comparison.missing()).isEqualTo(1);
    assertThat(comparison.twice()).isEqualTo(1);
  }

  @Test
  void samplesThatAreMarkedBecauseTheirRowWentWithoutThemAreInOrder() {
    // Given
    List<SentSample> sent = List.of(sent("a", 1, 1), sent("a", 2, 2), sent("a", 3, 3));
    List<ReceivedSample> ordered = List.of(late("a", 1, 1), late("a", 2, 2), received("a", 3, 3));
    List<ReceivedSample> swapped = List.of(late("a", 2, 2), late("a", 1, 1), received("a", 3, 3));

    // Then
    assertThat(SampleComparison.of(sent, ordered).isEqual()).isTrue();
    assertThat(SampleComparison.of(sent, swapped).isEqual()).isFalse();
  }

  @Test
  void overlapLeavesOutWhatIsLate() {
    // Given
    List<SentSample> sent = List.of(sent("a", 2, 2), sent("a", 3, 3));
    List<ReceivedSample> received = List.of(late("a", 1, 1), received("a", 3, 3));

    // When
    SampleComparison comparison = SampleComparison.ofOverlap(sent, received);

    // Then
    assertThat(comparison).isEqualTo(new SampleComparison(1, 1, 0, 0, List.of()));
  }

  private static SentSample sent(String channel, long nanos, Object value) {
    return new SentSample(channel, nanos, Values.text(value));
  }

  private static ReceivedSample received(String channel, long nanos, Object value) {
    return new ReceivedSample("topic", 1, channel, 0, true, false, channel, nanos, value);
  }

  private static ReceivedSample late(String channel, long nanos, Object value) {
    return new ReceivedSample("topic", 1, channel, 0, true, true, channel, nanos, value);
  }
}
