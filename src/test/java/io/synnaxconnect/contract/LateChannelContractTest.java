package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What history says of a channel that is written alone beside its index: its time range is exact
 * always, its alignment only where the range begins after its region's start.
 */
@ContractSuite
class LateChannelContractTest {

  private static final int PERSIST_ONLY = 2;
  private static final long END = T0 + 1_000 * MILLISECOND;

  private final ContractClient admin;
  private final SynnaxClient client;
  private final Group group;
  private final ChannelMessage late;

  LateChannelContractTest(ClusterUnderTest cluster) {
    admin = ContractClient.logIn(cluster);
    client = SynnaxClient.create(ProductionClientContractTest.options(cluster, cluster.password()));
    group = admin.createGroup("g");
    late = admin.createData("late", "float64", group.index());
  }

  @AfterEach
  void close() {
    client.close();
    admin.close();
  }

  @Test
  void writtenFromTheStartOfTheRegionItCountsLikeItsIndex() {
    // Given
    store(0, 0, 10);
    writeAlone(0, 4);

    // Then
    assertThat(read(-10)).containsExactly("0.0 4 [0, 3+1)");
    assertThat(read(0)).containsExactly("0.0 4 [0, 3+1)");
    assertThat(read(2)).containsExactly("0.2 2 [2, 3+1)");
    assertThat(read(4)).isEmpty();
  }

  @Test
  void writtenFromInsideItCountsItsOwnSamplesUntilTheRangeBeginsInside() {
    // Given
    store(0, 0, 10);
    writeAlone(3, 4);

    // Then
    for (int begin : new int[] {-10, 0, 2, 3}) {
      assertThat(read(begin)).as("from " + begin).containsExactly("0.0 4 [3, 6+1)");
    }
    assertThat(read(4)).containsExactly("0.4 3 [4, 6+1)");
    assertThat(read(6)).containsExactly("0.6 1 [6, 6+1)");
    assertThat(readSteps(2)).containsExactly("0.0 2 [3, 5)", "0.5 2 [5, 6+1)");
  }

  @Test
  void aStartThatWasDeclaredEarlierMakesNoDifference() {
    // Given
    store(-5, 0, 10);
    writeAlone(3, 4);

    // Then
    assertThat(read(-10)).containsExactly("0.0 4 [3, 6+1)");
    assertThat(read(4)).containsExactly("0.4 3 [4, 6+1)");
    assertThat(read(group.data(), -10)).containsExactly("0.0 10 [-5, 9+1)");
    assertThat(read(group.data(), -3)).containsExactly("0.0 10 [-3, 9+1)");
    assertThat(read(group.data(), 3)).containsExactly("0.3 7 [3, 9+1)");
  }

  @Test
  @HeldFrom("0.56.0")
  void everyRegionCountsItsOwnSamples() {
    // Given
    store(0, 0, 10);
    store(20, 20, 5);
    writeAlone(2, 2);
    writeAlone(4, 4);
    writeAlone(22, 2);

    // Then
    assertThat(read(0)).containsExactly("0.0 2 [2, 3+1)", "0.0 4 [4, 7+1)", "1.0 2 [22, 23+1)");
    assertThat(read(3)).containsExactly("0.0 4 [4, 7+1)", "0.3 1 [3, 3+1)", "1.0 2 [22, 23+1)");
    assertThat(read(5)).containsExactly("0.5 3 [5, 7+1)", "1.0 2 [22, 23+1)");
    assertThat(read(23)).containsExactly("1.3 1 [23, 23+1)");
  }

  @Test
  void aRegionMayReachOverRegionsOfTheIndexThatTouch() throws InterruptedException {
    // Given: the second region of the index begins just after row 4, its first sample is row 5
    store(0, 0, 5);
    ContractWriter writer =
        admin.openWriter(
            c -> c.setMode(PERSIST_ONLY).setStart(T0 + 4 * MILLISECOND + 1),
            group.index(),
            group.data());
    writer.write(group, milliseconds(5, 5), counting(5, 5));
    writer.commit();
    writer.close();

    // When
    writeAlone(3, 5);

    // Then
    assertThat(read(0)).containsExactly("0.0 5 [3, 7+1)");
    assertThat(read(4)).containsExactly("0.4 4 [4, 7+1)");
    assertThat(read(5)).containsExactly("1.0 3 [5, 7+1)");
    assertThat(read(6)).containsExactly("1.1 2 [6, 7+1)");
    for (int begin = 0; begin < 10; begin++) {
      for (int chunk : new int[] {1, 2, 4, 100}) {
        Map<Long, List<Double>> expected = new TreeMap<>();
        for (int row = begin; row < 10; row++) {
          double value = row;
          expected.put(
              T0 + row * MILLISECOND, row >= 3 && row < 8 ? List.of(value, value) : List.of(value));
        }
        assertThat(rows(begin, chunk))
            .as("from %d in chunks of %d", begin, chunk)
            .isEqualTo(expected);
      }
    }
  }

  /** The region of rows 4 to 6 says sample 0, as if row 3 of the other came after its own. */
  @Test
  @HeldFrom("0.56.0")
  void regionsThatSeemToFollowEachOtherAreJoinedInTheWrongOrder() {
    // Given
    store(0, 0, 10);
    writeAlone(2, 2);
    writeAlone(4, 3);

    // When
    ContractIterator iterator = admin.openIterator(T0 + 3 * MILLISECOND, END, 0, late);
    iterator.seekFirst();
    List<WireSeries> series = iterator.next(100 * MILLISECOND).of(late);
    iterator.finish();

    // Then
    assertThat(series).hasSize(1);
    assertThat(series.get(0).doubles()).containsExactly(4.0, 5.0, 6.0, 3.0);
    assertThat(read(3)).containsExactly("0.0 4 [3, 6+1)");
  }

  @Test
  void theClientReadsEveryRowWhereverTheRangeBegins() throws InterruptedException {
    // Given
    store(-5, 0, 10);
    store(20, 20, 5);
    writeAlone(2, 2);
    writeAlone(4, 3);
    writeAlone(8, 1);
    writeAlone(20, 2);
    writeAlone(23, 2);
    List<Integer> written = List.of(2, 3, 4, 5, 6, 8, 20, 21, 23, 24);

    for (int begin : new int[] {-10, -3, 0, 1, 2, 3, 4, 6, 7, 8, 9, 15, 20, 22, 24}) {
      for (int chunk : new int[] {2, 3, 100}) {
        // When
        Map<Long, List<Double>> rows = rows(begin, chunk);

        // Then
        Map<Long, List<Double>> expected = new TreeMap<>();
        for (int row = Math.max(0, begin); row < 25; row = row == 9 ? 20 : row + 1) {
          if (row < 10 || row >= 20) {
            double value = row;
            expected.put(
                T0 + row * MILLISECOND,
                written.contains(row) ? List.of(value, value) : List.of(value));
          }
        }
        assertThat(rows).as("from %d in chunks of %d", begin, chunk).isEqualTo(expected);
      }
    }
  }

  private Map<Long, List<Double>> rows(long begin, int chunk) throws InterruptedException {
    List<Channel> all = client.retrieveChannels();
    IndexGroup read =
        new IndexGroup(
            ProductionClientContractTest.channelOf(all, group.index()),
            List.of(
                ProductionClientContractTest.channelOf(all, group.data()),
                ProductionClientContractTest.channelOf(all, late)));
    TimeRange range = TimeRange.ofNanos(T0 + begin * MILLISECOND, END);
    return ProductionHistoryContractTest.rows(client, read, range, chunk);
  }

  private void store(long declared, long first, int count) {
    ContractWriter writer =
        admin.openWriter(
            c -> c.setMode(PERSIST_ONLY).setStart(T0 + declared * MILLISECOND),
            group.index(),
            group.data());
    writer.write(group, milliseconds(first, count), counting(first, count));
    writer.commit();
    writer.close();
  }

  private void writeAlone(long first, int count) {
    ContractWriter writer =
        admin.openWriter(c -> c.setMode(PERSIST_ONLY).setStart(T0 + first * MILLISECOND), late);
    writer.write(on(late, counting(first, count)));
    writer.commit();
    writer.close();
  }

  private List<String> read(long begin) {
    List<String> automatic = texts(late, begin, ContractIterator.AUTO_SPAN);
    assertThat(read(late, begin)).isEqualTo(automatic);
    return automatic;
  }

  private List<String> read(ChannelMessage channel, long begin) {
    return texts(channel, begin, END - T0 - begin * MILLISECOND);
  }

  /** Steps of a fixed span, from the first row on. */
  private List<String> readSteps(long spanMilliseconds) {
    return texts(late, 0, spanMilliseconds * MILLISECOND);
  }

  /** Each series as {@code domain.sample count [start, end)}, in milliseconds and nanoseconds. */
  private List<String> texts(ChannelMessage channel, long begin, long span) {
    ContractIterator iterator = admin.openIterator(T0 + begin * MILLISECOND, END, 0, channel);
    List<String> texts = new ArrayList<>();
    iterator.seekFirst();
    for (ContractIterator.Step step = iterator.next(span); step.ack(); step = iterator.next(span)) {
      for (WireSeries s : step.of(channel)) {
        String times = "[" + instant(s.start()) + ", " + instant(s.end()) + ")";
        int samples = s.data().remaining() / Double.BYTES;
        texts.add(s.domain() + "." + s.sample() + " " + samples + " " + times);
      }
    }
    iterator.finish();
    return texts;
  }

  private static String instant(long nanos) {
    long rest = Math.floorMod(nanos - T0, MILLISECOND);
    return Math.floorDiv(nanos - T0, MILLISECOND) + (rest == 0 ? "" : "+" + rest);
  }
}
