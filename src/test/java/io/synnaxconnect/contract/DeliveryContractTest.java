package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.synnaxconnect.StoredContext;
import io.synnaxconnect.SynnaxSourceTask;
import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.telem.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the task that we ship delivers. With {@code SYNNAX_RESTART} set to a command that restarts
 * the cluster, in secure mode and with a disk, its restarts are survived too; the command gets
 * {@code clean} or {@code crashed} as its argument.
 */
@ContractSuite
class DeliveryContractTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final ClusterUnderTest cluster;
  private final ContractClient admin;
  private final ContractClient.Group group;
  private final CuttableRoute route;
  private final Map<Map<String, ?>, Map<String, Object>> offsets = new ConcurrentHashMap<>();
  private final List<Long> arrived = new ArrayList<>();
  private SynnaxSourceTask task;
  private long written;

  DeliveryContractTest(ClusterUnderTest cluster) {
    this.cluster = cluster;
    admin = ContractClient.logIn(cluster);
    group = admin.createGroup("delivered");
    route = new CuttableRoute(cluster.host(), cluster.port());
    task = startTask();
  }

  @AfterEach
  void close() {
    task.stop();
    route.close();
    try {
      admin.close();
    } catch (ConditionTimeoutException refused) {
      // A server keeps an iterator whose connection broke while it was opened, until it restarts.
      System.out.println(cluster.name() + ": channels are left behind: " + refused.getCause());
    }
  }

  @Test
  void deliversABurst() throws Exception {
    ContractWriter writer = admin.openWriter(group.index(), group.data());
    for (int frame = 0; frame < 500; frame++) {
      write(writer, 100);
    }

    assertDeliveredOnce();
  }

  @Test
  void deliversWhatIsStoredWithoutBeingStreamed() throws Exception {
    ContractWriter writer =
        admin.openWriter(config -> config.setMode(2), group.index(), group.data());
    write(writer, 500);
    writer.commit();

    assertDeliveredOnce();
  }

  @Test
  void deliversDataWhoseTimestampsAnotherWriterWrote() throws Exception {
    ContractWriter times = admin.openWriter(group.index());
    times.write(on(group.index(), ContractSamples.milliseconds(0, 100)));
    times.commit();
    times.close();
    ContractWriter values = admin.openWriter(group.data());
    values.write(on(group.data(), ContractSamples.counting(0, 100)));
    values.commit();
    written = 100;

    assertDeliveredOnce();
  }

  @Test
  void losesNothingOverBrokenConnections() throws Exception {
    ContractWriter writer = admin.openWriter(group.index(), group.data());
    for (int i = 0; i < 20; i++) {
      write(writer, 50);
      route.cut();
      write(writer, 50);
      poll();
    }

    assertDeliveredOnce();
  }

  @Test
  void goesOnWhereThePreviousTaskEnded() throws Exception {
    ContractWriter writer = admin.openWriter(group.index(), group.data());
    for (int i = 0; i < 5; i++) {
      write(writer, 100);
      pollUntil(written);
      task.stop();
      write(writer, 100);
      task = startTask();
    }

    assertDeliveredOnce();
  }

  @Test
  void losesNothingOverRestartsOfTheCluster() throws Exception {
    // Given
    String command = System.getenv().getOrDefault("SYNNAX_RESTART", "");
    assumeTrue(
        !command.isEmpty() && !cluster.name().equals("simulator"), "SYNNAX_RESTART is not set");

    // When
    for (String kind : new String[] {"clean", "crashed", "clean", "crashed"}) {
      ContractWriter writer =
          admin.openWriter(
              config -> config.setStart(T0 + written * MILLISECOND), group.index(), group.data());
      for (int i = 0; i < 100; i++) {
        write(writer, 5);
        poll();
      }
      Process restart = new ProcessBuilder(command, kind).inheritIO().start();
      while (restart.isAlive()) {
        poll();
      }
      assertThat(restart.exitValue()).isZero();
      admin.logInAgain();
    }
    ContractWriter writer =
        admin.openWriter(
            config -> config.setStart(T0 + written * MILLISECOND), group.index(), group.data());
    write(writer, 100);
    writer.commit();

    // Then
    pollUntil(written);
    Set<Long> stored = stored();
    report(stored);
    assertThat(new HashSet<>(arrived)).containsAll(stored);
    assertThat(arrived).doesNotHaveDuplicates().isSorted();
  }

  private SynnaxSourceTask startTask() {
    Map<String, String> settings = new HashMap<>();
    settings.put("name", "delivery");
    settings.put("synnax.address", cluster.host() + ":" + route.port());
    settings.put("synnax.username", cluster.username());
    settings.put("synnax.password", cluster.password());
    settings.put("synnax.tls.enabled", Boolean.toString(cluster.tls()));
    if (cluster.tls()) {
      settings.put("synnax.tls.ca", cluster.caPem());
    }
    settings.put("channels.include", group.data().getName());
    settings.put("start.from", "earliest");
    settings.put("heartbeat.topic", "");
    settings.put("probe.interval.ms", "500");
    settings.put("task.id", "0");
    settings.put("task.groups", Integer.toUnsignedString(group.index().getKey()));
    SynnaxSourceTask started = new SynnaxSourceTask();
    started.initialize(new StoredContext(settings, offsets));
    started.start(settings);
    return started;
  }

  private void write(ContractWriter writer, int rows) {
    writer.write(
        group,
        ContractSamples.milliseconds(written, rows),
        ContractSamples.counting(written, rows));
    written += rows;
  }

  private void poll() throws InterruptedException {
    List<SourceRecord> records = task.poll();
    if (records == null) {
      return;
    }
    for (SourceRecord sample : records) {
      arrived.add(((Struct) sample.value()).getInt64("timestamp"));
      offsets.put(sample.sourcePartition(), new HashMap<>(sample.sourceOffset()));
    }
  }

  /** Until the last of so many rows is there. */
  private void pollUntil(long rows) throws InterruptedException {
    long last = T0 + (rows - 1) * MILLISECOND;
    long end = System.nanoTime() + LIMIT.toNanos();
    while ((arrived.isEmpty() || arrived.get(arrived.size() - 1) < last)
        && System.nanoTime() < end) {
      poll();
    }
  }

  private Set<Long> stored() throws InterruptedException {
    Set<Long> stored = new HashSet<>();
    ChannelMessage data = group.data();
    try (SynnaxClient client =
        SynnaxClient.create(ProductionClientContractTest.options(cluster, cluster.password()))) {
      client
          .read(ChannelSelector.named(data.getName()), TimeRange.MAX)
          .forEach(
              rows -> {
                for (int row = 0; row < rows.rowCount(); row++) {
                  stored.add(rows.timestampNanos(row));
                }
              });
    }
    return stored;
  }

  private void assertDeliveredOnce() throws InterruptedException {
    pollUntil(written);
    poll();
    report(stored());
    assertThat(arrived).isEqualTo(ContractSamples.times(0, (int) written));
  }

  private void report(Set<Long> stored) {
    Set<Long> different = new HashSet<>(arrived);
    Set<Long> lost = new HashSet<>(stored);
    lost.removeAll(different);
    System.out.printf(
        "%s: %d written, %d stored, %d arrived, %d lost, %d twice%n",
        cluster.name(),
        written,
        stored.size(),
        arrived.size(),
        lost.size(),
        arrived.size() - different.size());
  }
}
