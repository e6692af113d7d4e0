package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.contract.ContractClient.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Rows of one group as they came live. Row i was written with the value i by a single writer, so
 * that its value is also its sample number: an alignment that is off by one shows at once.
 *
 * <p>A real cluster on a starved machine skips frames of a reader that it could not serve within 20
 * ms and tells nobody. It must then show in the alignments; the simulator must not do it at all.
 */
final class StreamedRows {

  private static final int MAX_EXTRA_ROWS = 200;

  private final ClusterUnderTest cluster;
  private final List<Double> values = new ArrayList<>();

  StreamedRows(ClusterUnderTest cluster) {
    this.cluster = cluster;
  }

  /**
   * Reads until row {@code written - 1} or a later one has come.
   *
   * @param readOne adds what came, and says whether anything did before there was silence
   * @param write writes a row more: the last ones may have been skipped
   */
  void readAll(int written, Supplier<Boolean> readOne, IntConsumer write) {
    int next = written;
    while (values.isEmpty() || values.get(values.size() - 1) < written - 1) {
      if (!readOne.get()) {
        assertThat(next)
            .as("rows written until the stream was given up; came: %s", values)
            .isLessThan(written + MAX_EXTRA_ROWS);
        write.accept(next++);
      }
    }
  }

  void add(WireFrame frame, Group group) {
    if (frame.series().isEmpty()) {
      return;
    }
    WireSeries times = frame.only(Integer.toUnsignedLong(group.index().getKey()));
    WireSeries data = frame.only(Integer.toUnsignedLong(group.data().getKey()));
    assertThat(data.length()).isEqualTo(times.length());
    assertThat(data.alignment()).isEqualTo(times.alignment());
    for (int i = 0; i < data.length(); i++) {
      add(times.sample() + i, times.longs().get(i), data.doubles().get(i));
    }
  }

  void add(long sample, long timeNanos, double value) {
    assertThat((double) sample).as("sample number of value %s", value).isEqualTo(value);
    assertThat(timeNanos).isEqualTo(ContractSamples.T0 + sample * ContractSamples.MILLISECOND);
    values.add(value);
  }

  /** Asserts that no row came twice or out of order, and that none is missing without reason. */
  void assertComplete(int written) {
    assertThat(values).isSorted().doesNotHaveDuplicates();
    long missing = written - values.stream().filter(v -> v < written).count();
    if (missing > 0) {
      System.out.println("Contract suite: " + cluster + " skipped " + missing + " of " + written);
    }
    assertThat(missing)
        .as("rows skipped by %s", cluster)
        .isLessThanOrEqualTo(cluster.skipsWhenStarved() ? written / 2 : 0);
  }
}
