package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.HistoryIterator;
import io.synnaxconnect.client.HistoryReader;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the client that we ship reads from storage. */
@ContractSuite
class ProductionHistoryContractTest {

  private final ContractClient admin;
  private final SynnaxClient client;
  private final GroupWithHole stored;

  ProductionHistoryContractTest(ClusterUnderTest cluster) {
    admin = ContractClient.logIn(cluster);
    client = SynnaxClient.create(ProductionClientContractTest.options(cluster, cluster.password()));
    stored = GroupWithHole.store(admin);
  }

  @AfterEach
  void close() {
    client.close();
    admin.close();
  }

  @Test
  void readsEveryRowOnceWhateverTheStartAndTheChunk() throws InterruptedException {
    // Given
    for (int chunk : new int[] {7, 14, 100_000}) {
      for (long offset : new long[] {0, 1, 30_000_000, 84_999_999}) {
        long start = ContractSamples.T0 + offset;

        // When
        Map<Long, List<Double>> rows = read(start, chunk);

        // Then
        assertThat(rows)
            .as("from %d in chunks of %d", start, chunk)
            .isEqualTo(GroupWithHole.rowsFrom(start));
      }
    }
  }

  @Test
  void readsByNameAtOnceAndInChunks() throws InterruptedException {
    // Given
    ChannelSelector selector =
        ChannelSelector.named(stored.full().data().getName(), stored.sparse().getName());
    Map<Long, List<Double>> atOnce = new TreeMap<>();
    Map<Long, List<Double>> inChunks = new TreeMap<>();

    // When
    client.read(selector, TimeRange.MAX).forEach(rows -> add(rows, atOnce));
    try (HistoryIterator iterator = client.openIterator(selector, TimeRange.MAX, 7)) {
      iterator.forEach(rows -> add(rows, inChunks));
    }

    // Then
    assertThat(atOnce).isEqualTo(GroupWithHole.rowsFrom(ContractSamples.T0)).isEqualTo(inChunks);
  }

  /** A server begins with the sample before the range when the domain began without a sample. */
  @Test
  void readsNothingFromBeforeTheRange() throws InterruptedException {
    // Given
    ContractClient.Group group = admin.createGroup("early");
    ContractWriter writer =
        admin.openWriter(
            config -> config.setStart(ContractSamples.T0 - 5), group.index(), group.data());
    writer.write(group, ContractSamples.milliseconds(0, 200), ContractSamples.counting(0, 200));
    writer.commit();
    ChannelSelector data = ChannelSelector.named(group.data().getName());
    long start = ContractSamples.T0 + 99 * ContractSamples.MILLISECOND + 1;
    Map<Long, List<Double>> rows = new TreeMap<>();

    // When
    client
        .read(data, TimeRange.ofNanos(start, start + 100 * ContractSamples.MILLISECOND))
        .forEach(block -> add(block, rows));

    // Then
    assertThat(rows.keySet()).containsExactlyElementsOf(ContractSamples.times(100, 100));
  }

  /** With automatic steps alone a server leaves out the second region. */
  @Test
  void readsARegionWhoseFirstSampleIsAfterTheRangeBegins() throws InterruptedException {
    // Given: regions of five rows at 0, 50 and 100 ms; the second was declared from 20 ms on
    ContractClient.Group group = admin.createGroup("declared");
    storeDeclared(group, 0, 0);
    storeDeclared(group, 20, 50);
    storeDeclared(group, 100, 100);
    ChannelSelector data = ChannelSelector.named(group.data().getName());

    for (int begin : new int[] {4, 5, 20, 30, 49, 50, 52}) {
      for (int chunk : new int[] {3, 100_000}) {
        // When
        long start = ContractSamples.T0 + begin * ContractSamples.MILLISECOND;
        Map<Long, List<Double>> rows = new TreeMap<>();
        TimeRange range = TimeRange.ofNanos(start, start + 1_000 * ContractSamples.MILLISECOND);
        try (HistoryIterator iterator = client.openIterator(data, range, chunk)) {
          iterator.forEach(block -> add(block, rows));
        }

        // Then
        List<Long> expected = new ArrayList<>();
        for (int first : new int[] {0, 50, 100}) {
          ContractSamples.times(first, 5).stream().filter(t -> t >= start).forEach(expected::add);
        }
        assertThat(rows.keySet())
            .as("from %d ms in chunks of %d", begin, chunk)
            .containsExactlyElementsOf(expected);
      }
    }
  }

  private void storeDeclared(ContractClient.Group group, int declared, int first) {
    long start = ContractSamples.T0 + declared * ContractSamples.MILLISECOND;
    ContractWriter writer =
        admin.openWriter(config -> config.setStart(start), group.index(), group.data());
    writer.write(group, ContractSamples.milliseconds(first, 5), ContractSamples.counting(first, 5));
    writer.commit();
    writer.close();
  }

  @Test
  void knowsTheLastTimestamp() throws InterruptedException {
    // When
    TimeStamp last = client.lastTimestamp(group());

    // Then
    assertThat(last)
        .isEqualTo(new TimeStamp(ContractSamples.T0 + 123 * ContractSamples.MILLISECOND));
  }

  /** The seeks are sent without waiting for each other. */
  @Test
  void knowsTheFirstRangeInWhichAnythingIsStored() throws InterruptedException {
    // Given: regions of five rows at 0 and at 100 ms
    ContractClient.Group group = admin.createGroup("ranges");
    storeDeclared(group, 0, 0);
    storeDeclared(group, 100, 100);
    List<Channel> index = List.of(channelOf(client.retrieveChannels(), group.index()));
    List<TimeRange> empty = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      empty.add(milliseconds(10 + i, 11 + i));
    }
    List<TimeRange> filled = new ArrayList<>(empty);
    filled.addAll(60, List.of(milliseconds(101, 200), milliseconds(0, 1)));

    // Then
    assertThat(client.firstWithHistory(index, empty)).isEqualTo(-1);
    assertThat(client.firstWithHistory(index, filled)).isEqualTo(60);
    assertThat(client.firstWithHistory(index, List.of(empty.get(0), TimeRange.MAX))).isEqualTo(1);
    assertThat(client.firstWithHistory(index, List.of())).isEqualTo(-1);
  }

  private static TimeRange milliseconds(long from, long to) {
    return TimeRange.ofNanos(
        ContractSamples.T0 + from * ContractSamples.MILLISECOND,
        ContractSamples.T0 + to * ContractSamples.MILLISECOND);
  }

  private Map<Long, List<Double>> read(long start, int chunk) throws InterruptedException {
    return rows(
        client,
        group(),
        TimeRange.ofNanos(start, ContractSamples.T0 + 1_000 * ContractSamples.MILLISECOND),
        chunk);
  }

  /** The values of each row by its timestamp, as our client reads them; each row comes once. */
  static Map<Long, List<Double>> rows(
      SynnaxClient client, IndexGroup group, TimeRange range, int chunk)
      throws InterruptedException {
    Map<Long, List<Double>> rows = new TreeMap<>();
    try (HistoryReader reader = client.readHistory(group, range, chunk)) {
      for (List<Rows> block = reader.next(); block != null; block = reader.next()) {
        block.forEach(b -> add(b, rows));
      }
    }
    return rows;
  }

  private static void add(Rows block, Map<Long, List<Double>> rows) {
    for (int row = 0; row < block.rowCount(); row++) {
      List<Double> values = new ArrayList<>();
      for (Rows.Column column : block.columns()) {
        values.add(column.series().doubleAt(column.sampleOf(row)));
      }
      assertThat(rows.put(block.timestampNanos(row), values)).as("a row comes once").isNull();
    }
  }

  private IndexGroup group() {
    List<Channel> all = client.retrieveChannels();
    return new IndexGroup(
        channelOf(all, stored.full().index()),
        List.of(channelOf(all, stored.full().data()), channelOf(all, stored.sparse())));
  }

  private static Channel channelOf(List<Channel> channels, ChannelMessage message) {
    return ProductionClientContractTest.channelOf(channels, message);
  }
}
