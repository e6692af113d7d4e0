package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.RecordingContext;
import io.synnaxconnect.StoredContext;
import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.SynnaxSourceTask;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.RangeMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the connector and the task that we ship make of the ranges of a cluster. */
@ContractSuite
class RangeDeliveryContractTest {

  private static final long SECOND = 1_000_000_000L;

  private final ClusterUnderTest cluster;
  private final ContractClient admin;
  private final Group group;
  private final RecordingContext context = new RecordingContext();
  private final SynnaxSourceConnector connector = new SynnaxSourceConnector();
  private final SynnaxSourceTask task = new SynnaxSourceTask();
  private final List<SourceRecord> records = new ArrayList<>();

  RangeDeliveryContractTest(ClusterUnderTest cluster) {
    this.cluster = cluster;
    admin = ContractClient.logIn(cluster);
    group = admin.createGroup("delivered");
  }

  @AfterEach
  void close() {
    task.stop();
    connector.stop();
    admin.close();
  }

  @Test
  void replaysWhatARangeCovers() {
    // Given
    long millis = ContractSamples.T0 / ContractSamples.MILLISECOND;
    RangeMessage.Builder run = admin.range("run", 0, 0);
    run.getTimeRangeBuilder()
        .setStart((millis + 10) * ContractSamples.MILLISECOND)
        .setEnd((millis + 20) * ContractSamples.MILLISECOND);
    admin.createRanges(run);
    ContractWriter writer = admin.openWriter(group.index(), group.data());
    writer.write(
        on(group.index(), ContractSamples.milliseconds(0, 50)),
        on(group.data(), ContractSamples.counting(0, 50)));
    writer.commit();

    // When
    String range = "range:" + admin.name("run");
    start("start.from", range, "stop.at", range);
    awaitRecords(10, record -> record.topic().startsWith("synnax."));

    // Then
    assertThat(records)
        .filteredOn(record -> record.topic().startsWith("synnax."))
        .extracting(record -> ((Struct) record.value()).getFloat64("value"))
        .containsExactly(10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0);
  }

  @Test
  void waitsForTheEndOfARangeThatIsOpen() {
    // Given
    RangeMessage.Builder run = admin.range("run", 0, 0);
    run.getTimeRangeBuilder().setStart(ContractSamples.T0).setEnd(Long.MAX_VALUE);
    RangeMessage open = admin.createRanges(run).get(0);
    start("stop.at", "range:" + admin.name("run"), "channels.refresh.interval.ms", "1000");
    assertThat(connector.taskConfigs(1).get(0))
        .containsEntry("task.stop.at", Long.toString(Long.MAX_VALUE))
        .containsEntry("task.stop.at.open.range", open.getKey());

    // When
    long end = ContractSamples.T0 + SECOND;
    RangeMessage.Builder ended = open.toBuilder();
    ended.getTimeRangeBuilder().setEnd(end);
    admin.createRanges(ended);

    // Then
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> context.reconfigurations.get() > 0);
    assertThat(connector.taskConfigs(1).get(0))
        .containsEntry("task.stop.at", Long.toString(end))
        .doesNotContainKey("task.stop.at.open.range");
  }

  @Test
  void marksRecordsWithTheRangesInWhichTheyLie() {
    // Given
    long millis = ContractSamples.T0 / ContractSamples.MILLISECOND;
    RangeMessage.Builder run = admin.range("run", 0, 0);
    run.getTimeRangeBuilder()
        .setStart((millis + 2) * ContractSamples.MILLISECOND)
        .setEnd((millis + 4) * ContractSamples.MILLISECOND);
    admin.createRanges(run);
    ContractWriter writer = admin.openWriter(group.index(), group.data());
    writer.write(
        on(group.index(), ContractSamples.milliseconds(0, 5)),
        on(group.data(), ContractSamples.counting(0, 5)));
    writer.commit();

    // When
    start("start.from", "earliest", "record.ranges", "true");
    awaitRecords(5, record -> record.topic().startsWith("synnax."));

    // Then: other tests may have ranges here too
    assertThat(records)
        .filteredOn(record -> record.topic().startsWith("synnax."))
        .extracting(record -> isMarked(record, admin.name("run")))
        .containsExactly(false, false, true, true, false);
  }

  private static boolean isMarked(SourceRecord record, String range) {
    Header header = record.headers().lastWithName("synnax.ranges");
    return header != null && ((List<?>) header.value()).contains(range);
  }

  @Test
  @HeldFrom("0.55.0")
  void sendsRangesAndTheirChanges() {
    // Given
    RangeMessage run = admin.createRanges(admin.range("run", 10, 9_000_000_000L)).get(0);
    start("ranges.topic", "ranges");
    awaitRecords(1, record -> isOf(record, run));

    // When
    admin.createRanges(admin.range("run", 10, 20).setKey(run.getKey()));
    awaitRecords(2, record -> isOf(record, run));
    admin.deleteRanges(List.of(run.getKey()));
    awaitRecords(3, record -> isOf(record, run));

    // Then
    List<SourceRecord> ours = records.stream().filter(record -> isOf(record, run)).toList();
    assertThat(((Struct) ours.get(0).value()).getString("name")).isEqualTo(admin.name("run"));
    assertThat(((Struct) ours.get(0).value()).getInt64("end")).isEqualTo(9_000_000_000L * SECOND);
    assertThat(((Struct) ours.get(1).value()).getInt64("end")).isEqualTo(20 * SECOND);
    assertThat(ours.get(2).value()).isNull();
  }

  private static boolean isOf(SourceRecord record, RangeMessage range) {
    return String.valueOf(record.key()).endsWith("/" + range.getKey());
  }

  private void start(String... settings) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "contract");
    config.put("synnax.address", cluster.host() + ":" + cluster.port());
    config.put("synnax.username", cluster.username());
    config.put("synnax.password", cluster.password());
    config.put("synnax.tls.enabled", Boolean.toString(cluster.tls()));
    if (cluster.tls()) {
      config.put("synnax.tls.ca", cluster.caPem());
    }
    config.put("channels.include", group.data().getName());
    for (int i = 0; i < settings.length; i += 2) {
      config.put(settings[i], settings[i + 1]);
    }
    connector.initialize(context);
    connector.start(config);
    Map<String, String> properties = connector.taskConfigs(1).get(0);
    task.initialize(new StoredContext(properties, new HashMap<>()));
    task.start(properties);
  }

  private void awaitRecords(int count, Predicate<SourceRecord> which) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              List<SourceRecord> polled = task.poll();
              records.addAll(polled == null ? List.of() : polled);
              return records.stream().filter(which).count() >= count;
            });
  }
}
