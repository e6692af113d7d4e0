package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractWriter.on;
import static io.synnaxconnect.contract.Samples.MILLISECOND;
import static io.synnaxconnect.contract.Samples.T0;
import static io.synnaxconnect.contract.Samples.counting;
import static io.synnaxconnect.contract.Samples.milliseconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.contract.ContractIterator.Step;
import io.synnaxconnect.proto.ChannelMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A data channel with a hole inside its index, and how it is read exactly: four domains of 20, 60,
 * 20 and 24 samples; the sparse channel has only the first and the third.
 */
@ContractSuite
class HistoryRecipeContractTest {

  private static final long ALL = Long.MAX_VALUE;
  private static final int[] DOMAINS = {20, 60, 20, 24};

  private final ContractClient client;
  private final Group group;
  private final ChannelMessage sparse;

  HistoryRecipeContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
    group = client.createGroup("full");
    sparse = client.createData("sparse", "float64", group.index());
  }

  @BeforeEach
  void store() {
    int first = 0;
    for (int domain = 0; domain < DOMAINS.length; domain++) {
      boolean withSparse = domain % 2 == 0;
      write(first, DOMAINS[domain], withSparse);
      first += DOMAINS[domain];
    }
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
      assertThat(rows).as("from %d", start).isEqualTo(expectedRows(start));
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

  private static Map<Long, List<Double>> expectedRows(long start) {
    Map<Long, List<Double>> rows = new TreeMap<>();
    for (int position = 0; position < 124; position++) {
      long time = T0 + position * MILLISECOND;
      boolean hasSparse = position < 20 || (position >= 80 && position < 100);
      if (time >= start) {
        double value = position;
        rows.put(time, hasSparse ? List.of(value, value) : List.of(value));
      }
    }
    return rows;
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

  private void write(int first, int count, boolean withSparse) {
    ChannelMessage[] channels =
        withSparse
            ? new ChannelMessage[] {group.index(), group.data(), sparse}
            : new ChannelMessage[] {group.index(), group.data()};
    ContractWriter writer = client.openWriter(c -> c.setStart(T0 + first * MILLISECOND), channels);
    List<ContractWriter.Part> parts = new ArrayList<>();
    parts.add(on(group.index(), milliseconds(first, count)));
    parts.add(on(group.data(), counting(first, count)));
    if (withSparse) {
      parts.add(on(sparse, counting(first, count)));
    }
    writer.write(parts.toArray(ContractWriter.Part[]::new));
    writer.commit();
    writer.close();
  }
}
