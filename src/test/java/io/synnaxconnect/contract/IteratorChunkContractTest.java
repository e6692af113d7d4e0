package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.contract.ContractIterator.Step;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which samples the steps of an iterator bring: chunks, spans, gaps, bounds, and one twice. */
@ContractSuite
class IteratorChunkContractTest {

  private static final long ALL = Long.MAX_VALUE;

  private final ContractClient client;
  private final Group group;

  IteratorChunkContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
    group = client.createGroup("g");
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void automaticSpanGivesChunksOfTheAskedSize() {
    // Given
    ContractWriter.store(client, group, 0, 25);
    ContractIterator iterator = client.openIterator(T0, ALL, 10, group.index(), group.data());

    // When
    List<Step> steps = iterator.readAll();

    // Then
    assertThat(steps).extracting(s -> s.longsOf(group.index()).size()).containsExactly(10, 10, 5);
    assertThat(steps)
        .flatExtracting(s -> s.longsOf(group.index()))
        .containsExactlyElementsOf(ContractSamples.times(0, 25));
    assertThat(steps)
        .allSatisfy(
            s ->
                assertThat(s.of(group.data()).get(0).alignment())
                    .isEqualTo(s.of(group.index()).get(0).alignment()));
  }

  @Test
  void aChunkFillsUpAcrossAGapWithASecondSeriesOfTheKey() {
    // Given
    ContractWriter.store(client, group, 0, 10);
    ContractWriter.store(client, group, 1_000, 10);
    ContractIterator iterator = client.openIterator(T0, ALL, 15, group.index());

    // When
    List<Step> steps = iterator.readAll();

    // Then
    assertThat(steps).hasSize(2);
    assertThat(steps.get(0).of(group.index()))
        .extracting(WireSeries::length)
        .containsExactly(10, 5);
    assertThat(steps.get(0).of(group.index()))
        .extracting(WireSeries::domain)
        .as("position of the domain in the present list")
        .containsExactly(0L, 1L);
    assertThat(steps.get(1).longsOf(group.index())).hasSize(5);
  }

  @Test
  void theLastSampleOfTheFirstChunkComesTwiceWhenTheStartIsNoSample() {
    // Given
    ContractWriter.store(client, group, 0, 25);

    // When
    List<Step> off = client.openIterator(T0 + 1, ALL, 10, group.index(), group.data()).readAll();
    List<Step> on =
        client.openIterator(T0 + MILLISECOND, ALL, 10, group.index(), group.data()).readAll();

    // Then
    List<Long> twice = off.stream().flatMap(s -> s.longsOf(group.index()).stream()).toList();
    assertThat(twice).hasSize(25).isSorted();
    assertThat(twice.stream().distinct()).containsExactlyElementsOf(ContractSamples.times(1, 24));
    assertThat(off.get(1).longsOf(group.index()).get(0))
        .as("the first of the second chunk repeats the last of the first")
        .isEqualTo(
            off.get(0).longsOf(group.index()).get(off.get(0).longsOf(group.index()).size() - 1));
    assertThat(off.get(1).of(group.data()).get(0).alignment())
        .isEqualTo(off.get(1).of(group.index()).get(0).alignment());
    assertThat(on.stream().flatMap(s -> s.longsOf(group.index()).stream()))
        .containsExactlyElementsOf(ContractSamples.times(1, 24));
  }

  @Test
  void anAutomaticStepFromTheEndOfARegionGivesNothingThoughLaterDataExists() {
    // Given
    ContractWriter.store(client, group, 0, 10);
    ContractWriter.store(client, group, 100, 10);
    ContractIterator iterator = client.openIterator(T0 + 9 * MILLISECOND, ALL, 100, group.index());
    iterator.seekFirst();

    // When
    Step last = iterator.next(1);
    Step automatic = iterator.next(ContractIterator.AUTO_SPAN);

    // Then
    assertThat(last.longsOf(group.index())).containsExactlyElementsOf(ContractSamples.times(9, 1));
    assertThat(automatic.ack()).isFalse();
    assertThat(automatic.messages()).isEmpty();
  }

  @Test
  void aFixedSpanInsideAGapGivesNothingThoughLaterDataExists() {
    // Given
    ContractWriter.store(client, group, 0, 10);
    ContractWriter.store(client, group, 100, 10);
    ContractIterator iterator = client.openIterator(T0, ALL, 0, group.index());
    iterator.seekFirst();

    // When
    Step data = iterator.next(20 * MILLISECOND);
    Step gap = iterator.next(20 * MILLISECOND);
    Step wide = iterator.next(100 * MILLISECOND);

    // Then
    assertThat(data.longsOf(group.index())).containsExactlyElementsOf(ContractSamples.times(0, 10));
    assertThat(gap.ack()).isFalse();
    assertThat(gap.messages()).isEmpty();
    assertThat(wide.longsOf(group.index()))
        .containsExactlyElementsOf(ContractSamples.times(100, 10));
  }

  @Test
  void boundsStartInclusiveAndEndExclusive() {
    // Given
    ContractWriter.store(client, group, 0, 10);
    long start = T0 + 3 * MILLISECOND;
    long end = T0 + 6 * MILLISECOND;

    // Then
    assertThat(read(start, end)).containsExactlyElementsOf(ContractSamples.times(3, 3));
    assertThat(read(start, end + 1)).containsExactlyElementsOf(ContractSamples.times(3, 4));
    assertThat(read(start + 1, end)).containsExactlyElementsOf(ContractSamples.times(4, 2));
    assertThat(read(start - 1, end - 1)).containsExactlyElementsOf(ContractSamples.times(3, 3));
    assertThat(read(start, start)).as("an empty range").isEmpty();
    assertThat(read(end, start)).as("an inverted range").isEmpty();
  }

  private List<Long> read(long start, long end) {
    return ContractIterator.read(client, start, end, group.index());
  }
}
