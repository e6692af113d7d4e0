package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.ClusterInfo;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxClientOptions.Credentials;
import io.synnaxconnect.client.SynnaxClientOptions.Limits;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client that we ship, against the same clusters. */
@ContractSuite
class ProductionClientContractTest {

  private final ContractClient admin;
  private final SynnaxClient client;
  private final Group group;

  ProductionClientContractTest(ClusterUnderTest cluster) {
    admin = ContractClient.logIn(cluster);
    client = SynnaxClient.create(options(cluster, cluster.password()));
    group = admin.createGroup("g");
  }

  @AfterEach
  void close() {
    client.close();
    admin.close();
  }

  @Test
  void logsInAndKnowsTheCluster() {
    // When
    ClusterInfo info = client.login();

    // Then
    assertThat(info.clusterKey()).isEqualTo(admin.connectivity().getClusterKey());
    assertThat(client.checkConnectivity().nodeVersion())
        .isEqualTo(admin.connectivity().getNodeVersion());
  }

  @Test
  void tellsAWrongPassword() {
    try (SynnaxClient stranger =
        SynnaxClient.create(options(admin.cluster(), "not the password"))) {
      assertThatThrownBy(stranger::login)
          .isInstanceOfSatisfying(
              SynnaxException.class,
              e -> assertThat(e.code()).isEqualTo(SynnaxException.Code.INVALID_CREDENTIALS));
    }
  }

  @Test
  void listsChannelsAsTheClusterDescribesThem() {
    // When
    List<Channel> all = client.retrieveChannels();

    // Then
    Channel data = channelOf(all, group.data());
    assertThat(data.name()).isEqualTo(group.data().getName());
    assertThat(data.indexKey()).isEqualTo(Integer.toUnsignedLong(group.index().getKey()));
    assertThat(data.dataTypeName()).isEqualTo("float64");
    assertThat(channelOf(all, group.index()).isIndex()).isTrue();
    assertThat(all).extracting(Channel::key).isSorted();
  }

  @Test
  void streamsEverySampleWithItsTimestamp() {
    // Given
    ContractWriter writer = admin.openWriter(group.index(), group.data());
    int writes = 300;

    try (Streamer streamer = client.openStreamer(groupChannels(), StreamerOptions.DEFAULT)) {
      admin.awaitReach();

      // When
      for (int i = 0; i < writes; i++) {
        writer.write(group, milliseconds(i, 1), counting(i, 1));
      }

      // Then
      read(streamer, writer, writes).assertComplete(writes);
    }
  }

  @Test
  @HeldFrom("0.57.0")
  void readsBooleansLiveAndFromHistory() throws InterruptedException {
    // Given
    ChannelMessage valve = admin.createData("valve", admin.cluster().booleanType(), group.index());
    ContractWriter writer = admin.openWriter(group.index(), valve);
    ChannelSelector selector = ChannelSelector.named(valve.getName());

    try (Streamer streamer = client.openStreamer(selector)) {
      // When
      writer.write(
          on(group.index(), milliseconds(0, 9)),
          on(valve, ContractSamples.hex(valve.getDataType(), "010001010000010001")));

      // Then
      Series live = Objects.requireNonNull(streamer.read().get(valve.getName()));
      Rows stored = client.read(selector, TimeRange.MAX).get(0);
      Rows.Column column = Objects.requireNonNull(stored.get(valve.getName()));
      for (int i = 0; i < 9; i++) {
        boolean isOpen = List.of(0, 2, 3, 6, 8).contains(i);
        assertThat(live.booleanAt(i)).isEqualTo(isOpen);
        assertThat(column.valueAt(i)).isEqualTo(isOpen);
      }
    }
  }

  @Test
  @HeldFrom("0.55.0")
  void updatesLoseNothingOfAChannelThatStays() {
    // Given
    ChannelMessage text = admin.createVirtual("text", "string");
    List<Channel> narrow = groupChannels();
    List<Channel> wide = new ArrayList<>(narrow);
    wide.addAll(client.retrieveChannelsByKeys(List.of(Integer.toUnsignedLong(text.getKey()))));
    ContractWriter writer = admin.openWriter(group.index(), group.data());
    int writes = 300;

    try (Streamer streamer = client.openStreamer(narrow, StreamerOptions.DEFAULT)) {
      admin.awaitReach();

      // When
      for (int i = 0; i < writes; i++) {
        writer.write(group, milliseconds(i, 1), counting(i, 1));
        if (i % 20 == 0) {
          streamer.updateChannels(i % 40 == 0 ? wide : narrow);
        }
      }

      // Then
      read(streamer, writer, writes).assertComplete(writes);
    }
  }

  @Test
  void tellsThatAChannelIsGone() {
    // Given
    List<Channel> channels = groupChannels();
    admin.delete(group.data());

    // Then
    assertThatThrownBy(() -> client.openStreamer(channels, StreamerOptions.DEFAULT).close())
        .isInstanceOfSatisfying(
            SynnaxException.class,
            e -> assertThat(e.code()).isEqualTo(SynnaxException.Code.NOT_FOUND));
  }

  private StreamedRows read(Streamer streamer, ContractWriter writer, int written) {
    StreamedRows rows = new StreamedRows(admin.cluster());
    rows.readAll(
        written,
        () -> {
          Frame frame = readUnlessQuiet(streamer);
          if (frame != null) {
            add(frame, rows);
          }
          return frame != null;
        },
        i -> writer.write(group, milliseconds(i, 1), counting(i, 1)));
    return rows;
  }

  private static @Nullable Frame readUnlessQuiet(Streamer streamer) {
    try {
      return streamer.read(ContractStreamer.QUIET);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while reading", e);
    }
  }

  private void add(Frame frame, StreamedRows rows) {
    Series times = seriesOf(frame, group.index());
    Series data = seriesOf(frame, group.data());
    for (int i = 0; i < data.sampleCount(); i++) {
      rows.add(times.alignment().sample() + i, times.longAt(i), data.doubleAt(i));
    }
  }

  private static Series seriesOf(Frame frame, ChannelMessage channel) {
    return Objects.requireNonNull(frame.get(Integer.toUnsignedLong(channel.getKey())));
  }

  private List<Channel> groupChannels() {
    return client.retrieveChannelsByNames(List.of(group.index().getName(), group.data().getName()));
  }

  static Channel channelOf(List<Channel> channels, ChannelMessage message) {
    return channels.stream()
        .filter(c -> c.key() == Integer.toUnsignedLong(message.getKey()))
        .findFirst()
        .orElseThrow();
  }

  static SynnaxClientOptions options(ClusterUnderTest cluster, String password) {
    return new SynnaxClientOptions(
        cluster.host(),
        cluster.port(),
        new Credentials(cluster.username(), password),
        cluster.tls() ? new Tls(true, cluster.caPem(), "", "", "") : Tls.PLAINTEXT,
        new Limits(
            Duration.ofSeconds(30),
            Limits.DEFAULT.maxMessageBytes(),
            Limits.DEFAULT.flowControlWindowBytes()));
  }
}
