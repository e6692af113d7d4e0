package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.MILLISECOND;
import static io.synnaxconnect.contract.ContractSamples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.StoredContext;
import io.synnaxconnect.SynnaxSourceTask;
import io.synnaxconnect.proto.ChannelCreateRequest;
import io.synnaxconnect.proto.ChannelMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the task that we ship delivers of a calculated channel over outages. */
@ContractSuite
class CalculatedDeliveryContractTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final ClusterUnderTest cluster;
  private final ContractClient admin;
  private final ContractClient.Group group;
  private final ChannelMessage doubled;
  private final CuttableRoute route;
  private final Map<Map<String, ?>, Map<String, Object>> offsets = new ConcurrentHashMap<>();
  private final List<Long> arrived = new ArrayList<>();
  private final List<Double> values = new ArrayList<>();
  private SynnaxSourceTask task;
  private long written;

  CalculatedDeliveryContractTest(ClusterUnderTest cluster) {
    this.cluster = cluster;
    admin = ContractClient.logIn(cluster);
    group = admin.createGroup("source");
    doubled =
        admin
            .create(
                ChannelCreateRequest.newBuilder()
                    .addChannels(
                        ChannelMessage.newBuilder()
                            .setName(admin.name("doubled"))
                            .setDataType("float64")
                            .setVirtual(true)
                            .setExpression("return " + group.data().getName() + " * 2"))
                    .build())
            .stream()
            .filter(channel -> !channel.getIsIndex())
            .findFirst()
            .orElseThrow();
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

  private SynnaxSourceTask startTask() {
    Map<String, String> settings = new HashMap<>();
    settings.put("name", "calculated");
    settings.put("synnax.address", cluster.host() + ":" + route.port());
    settings.put("synnax.username", cluster.username());
    settings.put("synnax.password", cluster.password());
    settings.put("synnax.tls.enabled", Boolean.toString(cluster.tls()));
    if (cluster.tls()) {
      settings.put("synnax.tls.ca", cluster.caPem());
    }
    settings.put("channels.include", doubled.getName());
    settings.put("channels.virtual", "include");
    settings.put("start.from", "earliest");
    settings.put("heartbeat.topic", "");
    settings.put("task.id", "0");
    settings.put("task.groups", Integer.toUnsignedString(doubled.getIndex()));
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
      Struct value = (Struct) sample.value();
      arrived.add(value.getInt64("timestamp"));
      values.add(value.getFloat64("value"));
      offsets.put(sample.sourcePartition(), new HashMap<>(sample.sourceOffset()));
    }
  }

  private void pollUntil(long rows) throws InterruptedException {
    long last = T0 + (rows - 1) * MILLISECOND;
    long end = System.nanoTime() + LIMIT.toNanos();
    while ((arrived.isEmpty() || arrived.get(arrived.size() - 1) < last)
        && System.nanoTime() < end) {
      poll();
    }
  }

  private void assertDeliveredOnce() throws InterruptedException {
    pollUntil(written);
    poll();
    System.out.printf("%s: %d written, %d arrived%n", cluster.name(), written, arrived.size());
    assertThat(arrived.equals(ContractSamples.times(0, (int) written)))
        .as("%d of %d arrived, in order", arrived.size(), written)
        .isTrue();
    for (int i = 0; i < values.size(); i++) {
      assertThat(values.get(i)).isEqualTo(2.0 * i);
    }
  }
}
