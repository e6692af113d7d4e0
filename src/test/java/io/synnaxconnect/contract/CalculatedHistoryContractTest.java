package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.HistoryReader;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.contract.ContractIterator.Step;
import io.synnaxconnect.proto.ChannelCreateRequest;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.SeriesMessage;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a cluster computes of a calculated channel from the stored samples of its source. */
@ContractSuite
class CalculatedHistoryContractTest {

  private static final long SPAN = 1_000 * ContractSamples.MILLISECOND;

  private final ContractClient admin;
  private final SynnaxClient client;
  private final Group source;
  private final ChannelMessage doubled;

  CalculatedHistoryContractTest(ClusterUnderTest cluster) {
    admin = ContractClient.logIn(cluster);
    client = SynnaxClient.create(ProductionClientContractTest.options(cluster, cluster.password()));
    source = admin.createGroup("src");
    doubled = calculated("doubled", "return " + source.data().getName() + " * 2");
    ContractWriter.store(admin, source, 0, 300);
    ContractWriter.store(admin, source, 400, 300);
  }

  @AfterEach
  void close() {
    client.close();
    admin.close();
  }

  @Test
  void aResultHasTheAlignmentAndTheTimesOfItsSource() {
    // When
    ContractIterator iterator = admin.openIterator(T0, T0 + SPAN, 0, doubled, source.data());
    iterator.seekFirst();
    Step step = iterator.next(SPAN);

    // Then
    List<WireSeries> results = step.of(doubled);
    List<WireSeries> sources = step.of(source.data());
    assertThat(results).hasSameSizeAs(sources).isNotEmpty();
    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i).alignment()).isEqualTo(sources.get(i).alignment());
      assertThat(results.get(i).length()).isEqualTo(sources.get(i).length());
    }
  }

  /** Each calculation of an iterator remembers how far it has come. */
  @Test
  void anIteratorComputesASampleOnce() {
    // Given
    ContractIterator iterator = admin.openIterator(T0, T0 + SPAN, 0, doubled, source.data());
    iterator.seekFirst();
    assertThat(iterator.next(SPAN).of(doubled)).isNotEmpty();

    // When
    iterator.setBounds(T0, T0 + SPAN);
    iterator.seekFirst();
    Step again = iterator.next(SPAN);

    // Then
    assertThat(again.of(source.data())).isNotEmpty();
    assertThat(again.of(doubled)).isEmpty();
  }

  @Test
  void ourClientReadsEveryResultOnceAtItsTimestamp() throws InterruptedException {
    // Given
    ChannelMessage again = calculated("again", "return " + doubled.getName() + " + 1");

    for (int chunk : new int[] {7, 256, 100_000}) {
      // When
      Map<Long, Double> read = read(doubled, chunk);

      // Then
      Map<Long, Double> expected = new TreeMap<>();
      for (int i : new int[] {0, 400}) {
        for (int k = i; k < i + 300; k++) {
          expected.put(T0 + k * ContractSamples.MILLISECOND, 2.0 * k);
        }
      }
      assertThat(read.equals(expected)).as("in chunks of %d: %d", chunk, read.size()).isTrue();
      expected.replaceAll((time, value) -> value + 1);
      assertThat(read(again, chunk).equals(expected)).as("of a calculation of it").isTrue();
    }
  }

  @Test
  void samplesThatTheSourceLacksHaveNoResult() throws InterruptedException {
    // Given
    storeAlone(source.index(), 800, milliseconds(800, 50));

    // Then
    assertThat(read(doubled, 100_000).size()).isEqualTo(600);
  }

  /**
   * A server whose source begins inside a chunk of its index may compute nothing of it there: our
   * task counts these samples. What it computes is right.
   */
  @Test
  void aSourceThatIsWrittenAloneHasNoWrongResult() throws InterruptedException {
    // Given
    Group late = admin.createGroup("late");
    ChannelMessage result = calculated("of_late", "return " + late.data().getName() + " * 2");
    storeAlone(late.index(), 0, milliseconds(0, 100));
    storeAlone(late.data(), 50, ContractSamples.counting(50, 50));

    for (int chunk : new int[] {7, 30, 100_000}) {
      // When
      Map<Long, Double> read = read(late, result, chunk);

      // Then
      assertThat(read).as("in chunks of %d", chunk).hasSizeBetween(25, 50);
      read.forEach(
          (time, value) ->
              assertThat(value).isEqualTo(2.0 * (time - T0) / ContractSamples.MILLISECOND));
    }
  }

  private void storeAlone(ChannelMessage channel, long first, SeriesMessage samples) {
    long start = T0 + first * ContractSamples.MILLISECOND;
    ContractWriter writer = admin.openWriter(config -> config.setStart(start), channel);
    writer.write(ContractWriter.on(channel, samples));
    writer.commit();
    writer.close();
  }

  private Map<Long, Double> read(ChannelMessage result, int chunk) throws InterruptedException {
    return read(source, result, chunk);
  }

  private Map<Long, Double> read(Group from, ChannelMessage result, int chunk)
      throws InterruptedException {
    IndexGroup group =
        new IndexGroup(channel(from.index()), List.of(channel(from.data()), channel(result)));
    Map<Long, Double> found = new TreeMap<>();
    try (HistoryReader reader =
        client.readHistory(group, TimeRange.ofNanos(T0, T0 + SPAN), chunk)) {
      for (List<Rows> block = reader.next(); block != null; block = reader.next()) {
        block.forEach(rows -> add(rows, result.getName(), found));
      }
    }
    return found;
  }

  private static void add(Rows rows, String name, Map<Long, Double> found) {
    Rows.Column column = rows.get(name);
    for (int row = 0; column != null && row < rows.rowCount(); row++) {
      Object previous = found.put(rows.timestampNanos(row), (Double) column.valueAt(row));
      assertThat(previous).as("a result that came before").isNull();
    }
  }

  private Channel channel(ChannelMessage message) {
    return Objects.requireNonNull(
        client.retrieveChannelsByKeys(List.of(Integer.toUnsignedLong(message.getKey()))).get(0));
  }

  private ChannelMessage calculated(String suffix, String expression) {
    return admin
        .create(
            ChannelCreateRequest.newBuilder()
                .addChannels(
                    ChannelMessage.newBuilder()
                        .setName(admin.name(suffix))
                        .setDataType("float64")
                        .setVirtual(true)
                        .setExpression(expression))
                .build())
        .stream()
        .filter(c -> c.getName().equals(admin.name(suffix)))
        .findFirst()
        .orElseThrow();
  }
}
