package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.StoredContext;
import io.synnaxconnect.SynnaxSourceTask;
import io.synnaxconnect.proto.ChannelMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the task that we ship does when channels come and go while its stream stands. */
@ContractSuite
class FollowedChannelsContractTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final ClusterUnderTest cluster;
  private final ContractClient admin;
  private final ChannelMessage index;
  private final ChannelMessage first;
  private final List<SourceRecord> records = new ArrayList<>();
  private final SynnaxSourceTask task;

  FollowedChannelsContractTest(ClusterUnderTest cluster) {
    this.cluster = cluster;
    admin = ContractClient.logIn(cluster);
    index = admin.createIndex("followed_time");
    first = admin.createData("followed_first", "float64", index);
    task = startTask();
  }

  @AfterEach
  void close() {
    task.stop();
    admin.close();
  }

  @Test
  @HeldFrom("0.55.0")
  void aChannelThatJoinsAGroupFlowsFromItsFirstSample() throws Exception {
    // Given
    ContractWriter alone = admin.openWriter(index, first);
    write(alone, 0, 100, first);
    alone.close();
    pollUntil(first, 100);

    // When
    ChannelMessage second = admin.createData("followed_second", "float64", index);
    ContractWriter both =
        admin.openWriter(config -> config.setStart(T0 + 100 * MILLISECOND), index, first, second);
    for (int block = 0; block < 20; block++) {
      write(both, 100 + block * 10, 10, first, second);
    }

    // Then
    pollUntil(second, 200);
    pollUntil(first, 300);
    assertThat(timestamps(second)).isEqualTo(ContractSamples.times(100, 200));
    assertThat(timestamps(first)).isEqualTo(ContractSamples.times(0, 300));
  }

  @Test
  void aNewGroupFlowsFromItsFirstSample() throws Exception {
    // When
    ChannelMessage time = admin.createIndex("other_time");
    ChannelMessage other = admin.createData("followed_other", "float64", time);
    ContractWriter writer = admin.openWriter(time, other);
    writer.write(
        on(time, ContractSamples.milliseconds(0, 50)), on(other, ContractSamples.counting(0, 50)));

    // Then
    pollUntil(other, 50);
    assertThat(timestamps(other)).isEqualTo(ContractSamples.times(0, 50));
  }

  @Test
  @HeldFrom("0.55.0")
  void aDeletedChannelEndsWithATombstone() throws Exception {
    // Given
    ChannelMessage second = admin.createData("followed_second", "float64", index);
    ContractWriter both = admin.openWriter(index, first, second);
    write(both, 0, 10, first, second);
    both.close();
    pollUntil(first, 10);
    pollUntil(second, 10);

    // When
    await().atMost(LIMIT).ignoreExceptions().until(() -> deleted(second));
    await().atMost(LIMIT).until(() -> tombstone(second));
    ContractWriter alone =
        admin.openWriter(config -> config.setStart(T0 + 10 * MILLISECOND), index, first);
    write(alone, 10, 10, first);

    // Then
    pollUntil(first, 20);
    assertThat(timestamps(first)).isEqualTo(ContractSamples.times(0, 20));
    assertThat(timestamps(second)).isEqualTo(ContractSamples.times(0, 10));
  }

  private boolean deleted(ChannelMessage channel) {
    admin.delete(channel);
    return true;
  }

  private boolean tombstone(ChannelMessage channel) throws InterruptedException {
    poll();
    return records.stream()
        .anyMatch(record -> record.value() == null && channel.getName().equals(record.key()));
  }

  private void write(ContractWriter writer, int from, int rows, ChannelMessage... channels) {
    ContractWriter.Part[] parts = new ContractWriter.Part[channels.length + 1];
    parts[0] = on(index, ContractSamples.milliseconds(from, rows));
    for (int i = 0; i < channels.length; i++) {
      parts[i + 1] = on(channels[i], ContractSamples.counting(from, rows));
    }
    writer.write(parts);
  }

  private SynnaxSourceTask startTask() {
    Map<String, String> settings = new HashMap<>();
    settings.put("name", "followed");
    settings.put("synnax.address", cluster.host() + ":" + cluster.port());
    settings.put("synnax.username", cluster.username());
    settings.put("synnax.password", cluster.password());
    settings.put("synnax.tls.enabled", Boolean.toString(cluster.tls()));
    if (cluster.tls()) {
      settings.put("synnax.tls.ca", cluster.caPem());
    }
    settings.put("channels.include", admin.name("followed_") + "[a-z]*");
    settings.put("channels.exclude", admin.name("followed_time"));
    settings.put("channels.assignment", "task");
    settings.put("channels.deleted", "tombstone");
    settings.put("start.from", "earliest");
    settings.put("heartbeat.topic", "");
    settings.put("task.id", "0");
    settings.put("task.count", "1");
    SynnaxSourceTask started = new SynnaxSourceTask();
    started.initialize(new StoredContext(settings, Map.of()));
    started.start(settings);
    return started;
  }

  private void poll() throws InterruptedException {
    List<SourceRecord> polled = task.poll();
    if (polled != null) {
      records.addAll(polled);
    }
  }

  private void pollUntil(ChannelMessage channel, int count) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (timestamps(channel).size() < count && System.nanoTime() < end) {
      poll();
    }
  }

  private List<Long> timestamps(ChannelMessage channel) {
    return records.stream()
        .filter(record -> record.value() != null && channel.getName().equals(record.key()))
        .map(record -> ((Struct) record.value()).getInt64("timestamp"))
        .toList();
  }
}
