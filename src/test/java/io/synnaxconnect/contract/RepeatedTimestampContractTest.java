package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.counting;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.HistoryReader;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Timestamps that an index has several times: a step that begins at one begins in the middle of its
 * samples, and the client reads each of them once all the same.
 */
@ContractSuite
class RepeatedTimestampContractTest {

  private static final int PERSIST_ONLY = 2;
  private static final long END = T0 + 1_000 * MILLISECOND;

  private final ContractClient admin;
  private final SynnaxClient client;
  private final Group group;
  private final List<Long> stored = new ArrayList<>();

  RepeatedTimestampContractTest(ClusterUnderTest cluster) {
    admin = ContractClient.logIn(cluster);
    client = SynnaxClient.create(ProductionClientContractTest.options(cluster, cluster.password()));
    group = admin.createGroup("g");
  }

  @AfterEach
  void close() {
    client.close();
    admin.close();
  }

  @Test
  void aStepThatBeginsAtOneBeginsInTheMiddleOfItsSamples() {
    // Given
    store(1, 1, 2, 2, 2, 2, 2, 3, 4, 4, 5);

    // When
    ContractIterator iterator = admin.openIterator(T0, END, 3, group.data());
    iterator.seekFirst();
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (WireSeries series : iterator.next(ContractIterator.AUTO_SPAN).of(group.data())) {
        steps.add(series.domain() + "." + series.sample() + " " + series.doubles());
      }
    }
    iterator.finish();

    // Then: row 3 is missing
    assertThat(steps)
        .containsExactly("0.0 [0.0, 1.0, 2.0]", "0.4 [4.0, 5.0, 6.0]", "0.7 [7.0, 8.0, 9.0]");
  }

  @Test
  void theClientReadsEveryRowOnceWhereverTheRangeBeginsAndEnds() throws InterruptedException {
    // Given: regions that begin with one, one of them before its first sample
    store(0, 0, 1, 1, 1, 1, 1, 2, 3, 3, 4, 4, 4);
    store(20, 20, 20, 20, 20, 21, 22, 22);
    store(30, 35, 35, 35, 36, 37, 37, 37);
    store(50, 52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 59, 59, 59, 61, 62, 63);
    store(64, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74);

    for (int begin : new int[] {-10, 0, 1, 2, 3, 4, 10, 20, 21, 22, 32, 35, 36, 37, 52, 60}) {
      for (int end : new int[] {4, 20, 37, 71, 1_000}) {
        for (int chunk : new int[] {1, 2, 3, 5, 10, 100}) {
          // When / Then
          assertThat(rows(begin, Math.max(begin, end), chunk))
              .as("from %d to %d in chunks of %d", begin, end, chunk)
              .isEqualTo(expected(begin, end));
        }
      }
    }
  }

  @Test
  void theClientKnowsTheNewestOfThem() throws InterruptedException {
    assertThat(newest(-10, 0, 0, 0)).isZero();
    assertThat(newest(10, 12, 12, 12, 12, 12, 12)).isEqualTo(12);
    assertThat(newest(20, 20, 21, 21, 21, 21)).isEqualTo(21);
    assertThat(newest(30, 31, 31, 31, 31, 31, 31, 31, 32, 33, 33, 33)).isEqualTo(33);
    assertThat(newest(40, 41)).isEqualTo(41);
  }

  /** After one more write. */
  private long newest(long declared, long... milliseconds) throws InterruptedException {
    store(declared, milliseconds);
    TimeStamp last = client.lastTimestamp(readGroup());
    return last == null ? Long.MIN_VALUE : (last.nanos() - T0) / MILLISECOND;
  }

  private IndexGroup readGroup() {
    List<Channel> all = client.retrieveChannels();
    return new IndexGroup(
        ProductionClientContractTest.channelOf(all, group.index()),
        List.of(ProductionClientContractTest.channelOf(all, group.data())));
  }

  private List<String> rows(long begin, long end, int chunk) throws InterruptedException {
    TimeRange range = TimeRange.ofNanos(T0 + begin * MILLISECOND, T0 + end * MILLISECOND);
    List<String> rows = new ArrayList<>();
    try (HistoryReader reader = client.readHistory(readGroup(), range, chunk)) {
      for (List<Rows> block = reader.next(); block != null; block = reader.next()) {
        block.forEach(piece -> addTo(rows, piece));
      }
    }
    return rows;
  }

  private static void addTo(List<String> rows, Rows piece) {
    for (int row = 0; row < piece.rowCount(); row++) {
      Rows.Column column = piece.columns().get(0);
      int value = (int) column.series().doubleAt(column.sampleOf(row));
      rows.add((piece.timestampNanos(row) - T0) / MILLISECOND + "=" + value);
    }
  }

  private List<String> expected(long begin, long end) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      if (begin <= stored.get(i) && stored.get(i) < end) {
        expected.add(stored.get(i) + "=" + i);
      }
    }
    return expected;
  }

  /** One write of rows at some milliseconds; values count all rows. */
  private void store(long declared, long... milliseconds) {
    ContractWriter writer =
        admin.openWriter(
            c -> c.setMode(PERSIST_ONLY).setStart(T0 + declared * MILLISECOND),
            group.index(),
            group.data());
    long[] stamps = Arrays.stream(milliseconds).map(ms -> T0 + ms * MILLISECOND).toArray();
    writer.write(
        group, ContractSamples.timestamps(stamps), counting(stored.size(), milliseconds.length));
    writer.commit();
    writer.close();
    Arrays.stream(milliseconds).forEach(stored::add);
  }
}
