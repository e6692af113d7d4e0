package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.contract.ContractIterator.Step;
import io.synnaxconnect.proto.ChannelMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a data channel with a hole inside its index is read exactly, and how it is not. */
@ContractSuite
class HistoryRecipeContractTest {

  private static final long ALL = Long.MAX_VALUE;

  private final ContractClient client;
  private final Group group;
  private final ChannelMessage sparse;

  HistoryRecipeContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
    GroupWithHole stored = GroupWithHole.store(client);
    group = stored.full();
    sparse = stored.sparse();
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void readAloneWithAutomaticSpanTheSparseChannelEndsAtItsHole() {
    // When
    List<Step> steps = client.openIterator(T0, ALL, 10, sparse).readAll();

    // Then
    assertThat(values(steps, sparse)).containsExactlyElementsOf(positions(0, 20));
  }

  @Test
  void withAutomaticSpanTheSparseChannelRunsAheadOfTheIndex() {
    // Given
    ContractIterator iterator = client.openIterator(T0, ALL, 14, group.index(), sparse);

    // When
    List<Step> steps = iterator.readAll();

    // Then
    assertThat(values(steps, sparse)).containsAll(positions(80, 20));
    assertThat(steps.stream().anyMatch(this::isAhead))
        .as("some step has sparse samples whose timestamps are not in it")
        .isTrue();
    assertThat(times(steps))
        .as("the index is exact")
        .containsExactlyElementsOf(
            positions(0, 124).stream().map(p -> T0 + p.longValue() * MILLISECOND).toList());
  }

  @Test
  void theIndexByAutomaticSpanAndTheDataByFixedSpanIsExact() {
    // Given
    for (long start : new long[] {T0, T0 + 1, T0 + 30 * MILLISECOND, T0 + 85 * MILLISECOND - 1}) {
      // When
      Map<Long, List<Double>> rows = readByRecipe(start, 14);

      // Then
      assertThat(rows).as("from %d", start).isEqualTo(GroupWithHole.rowsFrom(start));
    }
  }

  /** Rows by timestamp: the full value, and the sparse one where there is one. */
  private Map<Long, List<Double>> readByRecipe(long start, int chunk) {
    ContractIterator times = client.openIterator(start, ALL, chunk, group.index());
    ContractIterator data = client.openIterator(start, ALL, 0, group.data(), sparse);
    Map<Long, List<Double>> rows = new TreeMap<>();
    long newest = Long.MIN_VALUE;
    for (Step block : times.readAll()) {
      Map<Long, Long> timeAt = new TreeMap<>();
      for (WireSeries series : block.of(group.index())) {
        for (int i = 0; i < series.length(); i++) {
          if (series.longs().get(i) > newest) {
            timeAt.put(series.alignment() + i, series.longs().get(i));
          }
        }
      }
      List<Long> fresh = List.copyOf(timeAt.values());
      newest = fresh.get(fresh.size() - 1);
      addRows(rows, timeAt, data, fresh.get(0), newest + 1);
    }
    times.finish();
    data.finish();
    return rows;
  }

  private void addRows(
      Map<Long, List<Double>> rows,
      Map<Long, Long> timeAt,
      ContractIterator data,
      long from,
      long to) {
    data.setBounds(from, to);
    data.seekFirst();
    Step step = data.next(to - from);
    for (ChannelMessage channel : List.of(group.data(), sparse)) {
      for (WireSeries series : step.of(channel)) {
        for (int i = 0; i < series.length(); i++) {
          Long time = timeAt.get(series.alignment() + i);
          assertThat(time).as("every data sample has its index sample").isNotNull();
          rows.computeIfAbsent(time, t -> new ArrayList<>()).add(series.doubles().get(i));
        }
      }
    }
  }

  private boolean isAhead(Step step) {
    List<Long> times = step.longsOf(group.index());
    return step.of(sparse).stream()
        .flatMap(s -> s.doubles().stream())
        .anyMatch(v -> !times.contains(T0 + v.longValue() * MILLISECOND));
  }

  private List<Long> times(List<Step> steps) {
    return steps.stream().flatMap(s -> s.longsOf(group.index()).stream()).toList();
  }

  private static List<Double> values(List<Step> steps, ChannelMessage channel) {
    return steps.stream()
        .flatMap(s -> s.of(channel).stream())
        .flatMap(s -> s.doubles().stream())
        .toList();
  }

  private static List<Double> positions(int first, int count) {
    return java.util.stream.IntStream.range(first, first + count)
        .mapToObj(i -> (double) i)
        .toList();
  }
}
