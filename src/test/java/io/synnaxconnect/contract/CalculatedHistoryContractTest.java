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
    ContractWriter writer =
        admin.openWriter(
            config -> config.setStart(T0 + 800 * ContractSamples.MILLISECOND), source.index());
    writer.write(ContractWriter.on(source.index(), milliseconds(800, 50)));
    writer.commit();
    writer.close();

    // Then
    assertThat(read(doubled, 100_000).size()).isEqualTo(600);
  }

  private Map<Long, Double> read(ChannelMessage result, int chunk) throws InterruptedException {
    IndexGroup group =
        new IndexGroup(channel(source.index()), List.of(channel(source.data()), channel(result)));
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
