package io.synnaxconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.telem.DataType;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole task against a server on the loopback interface. */
@Timeout(180)
class SynnaxSourceTaskTest {

  private static final long START = 1_700_000_000_000_000_000L;

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  private final long force = simulator.createChannel("force", DataType.FLOAT64, time);
  private final long note = simulator.createVirtual("note", "string");
  private final TestTask task =
      new TestTask(simulator.address(), time).with("channels.include", "pressure,force");

  @AfterEach
  void stop() {
    task.close();
    simulator.close();
  }

  @Test
  void deliversSamplesWithTheirTimestamps() throws Exception {
    // Given
    startReading();
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);

    // When
    writer.writeRow(START, 1.5, 2.5);

    // Then
    List<SourceRecord> records = task.poll(2);
    assertThat(records.stream().map(SynnaxSourceTaskTest::describe))
        .containsExactly("pressure@0=1.5", "force@0=2.5");
  }

  @Test
  void movesTheOffsetWithTheLastRecordOfABlock() throws Exception {
    // Given
    startReading();
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);

    // When
    writer.writeRow(START, 1.5, 2.5);
    writer.writeRow(START + 10, 1.5, 2.5);

    // Then
    List<SourceRecord> records = task.poll(4);
    assertThat(records.stream().map(record -> offset(record).get("position")))
        .containsExactly(null, nanos(0), nanos(0), nanos(10));
    assertThat(records.get(2).sourceOffset()).isSameAs(records.get(1).sourceOffset());
    assertThat(records.get(3).sourcePartition()).isSameAs(records.get(0).sourcePartition());
    assertThat(partition(records.get(0)))
        .isEqualTo(Map.of("cluster_key", simulator.clusterKey(), "index_key", Long.toString(time)));
    assertThat(offset(records.get(3)))
        .containsEntry("v", "1")
        .containsEntry("channels", pressure + "-" + force)
        .containsKey("since");
  }

  @Test
  void countsTheRecordsThatConnectDrops() throws Exception {
    // Given
    startReading();
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);
    writer.writeRow(START, 1.5, 2.5);
    List<SourceRecord> records = task.poll(2);

    // When
    task.commit(records.get(0), true);
    task.commit(records.get(1), false);

    // Then
    assertThat(task.metric("synnax-records-dropped-total")).isEqualTo(1);
  }

  @Test
  void cutsLongFramesIntoPollsOfWholeRows() throws Exception {
    // Given
    task.with("poll.max.records", "7");
    startReading();
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);
    long[] stamps = LongStream.range(0, 10).map(i -> START + i / 2).toArray();
    double[] values = new double[10];

    // When
    writer.write(
        SeriesData.timestamps(stamps), SeriesData.float64(values), SeriesData.float64(values));

    // Then
    List<Integer> sizes = new ArrayList<>();
    for (int records = 0; records < 20; records += sizes.get(sizes.size() - 1)) {
      sizes.add(pollSome().size());
    }
    assertThat(sizes).containsExactly(4, 4, 4, 4, 4);
  }

  @Test
  void timesVirtualChannelsByTheirReceipt() throws Exception {
    // Given
    TestTask virtual = new TestTask(simulator.address(), note).with("channels.include", "note");
    try (virtual) {
      startReading(virtual);

      // When
      simulator.openWriter(note).write(SeriesData.strings("hello"));

      // Then
      SourceRecord record = virtual.poll(1).get(0);
      assertThat(((Struct) record.value()).getString("value")).isEqualTo("hello");
      assertThat(partition(record)).containsEntry("index_key", "0");
      assertThat(offset(record)).containsOnlyKeys("v", "since");
    }
  }

  @Test
  void pollWaitsWhenIdle() throws Exception {
    // Given
    task.with("poll.timeout.ms", "200");
    startReading();
    long before = System.nanoTime();

    // When
    List<SourceRecord> records = task.poll();

    // Then
    assertThat(records).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isGreaterThanOrEqualTo(Duration.ofMillis(200));
  }

  @Test
  void pollReturnsWithinASecond() throws Exception {
    // Given
    task.with("poll.timeout.ms", "100").start();
    List<Duration> durations = new ArrayList<>();

    // When
    for (int i = 0; i < 5; i++) {
      long before = System.nanoTime();
      task.poll();
      durations.add(Duration.ofNanos(System.nanoTime() - before));
    }

    // Then: a machine may stand still once, but not every time
    assertThat(durations).anyMatch(duration -> duration.compareTo(Duration.ofSeconds(1)) < 0);
  }

  @Test
  void startsWhileTheClusterIsDown() throws Exception {
    // Given
    simulator.stop();
    task.start();
    task.poll();

    // When
    simulator.start();

    // Then
    eventually(() -> task.metric("synnax-stream-open") == 1);
    simulator.openWriter(time, pressure, force).writeRow(START, 1, 2);
    assertThat(task.poll(2)).hasSize(2);
  }

  @Test
  void deliversBufferedFramesBeforeFailing() throws Exception {
    // Given
    AtomicBoolean refusing = new AtomicBoolean();
    try (TestTask failing =
        new TestTask(
            cluster -> refusingStreams(cluster, refusing),
            TaskEnvironment::system,
            simulator.address(),
            time)) {
      startReading(failing);
      simulator.openWriter(time, pressure, force).writeRow(START, 1.5, 2.5);
      eventually(() -> failing.metric("synnax-received-frames-total") == 1);

      // When
      refusing.set(true);
      simulator.cutConnections();
      eventually(() -> failing.threads().stream().noneMatch(name -> name.contains("reader")));

      // Then
      assertThat(failing.poll()).hasSize(3);
      assertThatThrownBy(failing::poll)
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("cannot go on reading from Synnax");
    }
  }

  /** A cluster that at some time no longer opens streams, for good. */
  private static SynnaxCluster refusingStreams(SynnaxCluster cluster, AtomicBoolean refusing) {
    return (SynnaxCluster)
        Proxy.newProxyInstance(
            SynnaxCluster.class.getClassLoader(),
            new Class<?>[] {SynnaxCluster.class},
            (proxy, method, arguments) -> {
              if (refusing.get() && method.getName().equals("openStreamer")) {
                throw new SynnaxException(Code.UNSUPPORTED, "no streams any more");
              }
              try {
                return method.invoke(cluster, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void wrongPasswordFailsAtOnce() throws Exception {
    // Given
    task.with("synnax.password", "not-the-one").start();

    // When
    RuntimeException failure = task.pollUntilFailure();

    // Then
    assertThat(failure)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("synnax")
        .hasMessageNotContaining("not-the-one");
    assertThat(simulator.counters().refusedLogins()).isEqualTo(1);
  }

  @Test
  void missingPermissionFailsAtOnce() throws Exception {
    // Given
    simulator.denyAccess(channel -> channel.key() == pressure);
    task.start();

    // When
    RuntimeException failure = task.pollUntilFailure();

    // Then
    assertThat(failure).isInstanceOf(ConnectException.class).hasMessageContaining("cannot go on");
  }

  @Test
  void whoMaySeeOnlySomeChannelsNamesThem() throws Exception {
    // Given: a list of all channels is denied, because one of them is
    long secret = simulator.createChannel("secret", DataType.FLOAT64, time);
    simulator.denyAccess(channel -> channel.key() == secret);
    task.with("channels.include", "pressure");
    startReading();

    // When
    simulator.openWriter(time, pressure).writeRow(START, 1.5);

    // Then
    assertThat(task.poll(1).stream().map(SynnaxSourceTaskTest::describe))
        .containsExactly("pressure@0=1.5");
  }

  @Test
  void aNamedChannelThatIsDeniedIsNamed() throws Exception {
    // Given
    simulator.denyAccess(channel -> channel.key() == pressure);
    task.with("channels.include", "pressure").with("channels.keys", Long.toString(time)).start();

    // When
    RuntimeException failure = task.pollUntilFailure();

    // Then
    assertThat(failure).hasMessageContaining("the user may not retrieve pressure");
  }

  @Test
  void startClosesEverythingWhenItFails() {
    // Given
    List<Thread> threads = new ArrayList<>();
    TestTask failing =
        new TestTask(
            () ->
                new TaskEnvironment(
                    InstantSource.system(),
                    System::nanoTime,
                    () -> 0,
                    body -> onlyOneThread(threads, body)),
            simulator.address(),
            time);

    // When
    assertThatThrownBy(failing::start).hasMessage("no more threads");

    // Then
    assertThat(threads).noneMatch(Thread::isAlive);
    eventually(() -> simulator.counters().openStreams() == 0);
    assertThat(isRegistered(failing)).isFalse();
  }

  private static Thread onlyOneThread(List<Thread> threads, Runnable body) {
    if (!threads.isEmpty()) {
      throw new IllegalStateException("no more threads");
    }
    threads.add(new Thread(body));
    return threads.get(0);
  }

  @Test
  void stopAfterFailedStart() {
    // Given
    task.with("synnax.address", "nonsense");

    // When
    assertThatThrownBy(task::start).hasMessageContaining("synnax.address");

    // Then
    task.stop();
    task.stop();
    assertThat(task.threads()).isEmpty();
  }

  @Test
  void stopLeavesNothingBehind() {
    // Given
    startReading();
    assertThat(task.threads()).isNotEmpty();
    assertThat(isRegistered(task)).isTrue();

    // When
    task.stop();

    // Then
    assertThat(task.threads()).isEmpty();
    assertThat(isRegistered(task)).isFalse();
    eventually(() -> simulator.counters().openStreams() == 0);
  }

  @Test
  void stopsWhileTheClusterIsDown() {
    // Given
    simulator.stop();
    task.start();

    // When
    task.stop();

    // Then
    assertThat(task.threads()).isEmpty();
  }

  @Test
  void reconnectsAfterServerRestart() throws Exception {
    // Given
    startReading();
    simulator.openWriter(time, pressure, force).writeRow(START, 1, 2);
    task.poll(2);

    // When
    simulator.restart(RestartKind.CLEAN);

    // Then
    awaitReconnects(1);
    simulator.openWriter(time, pressure, force).writeRow(START + 50, 3, 4);
    List<SourceRecord> records = task.poll(2);
    assertThat(records.stream().map(SynnaxSourceTaskTest::describe))
        .containsExactly("pressure@50=3.0", "force@50=4.0");
    assertThat(offset(records.get(1)).get("gaps"))
        .asString()
        .startsWith("reopened:0:" + (START + 1) + ":" + (START + 50));
  }

  @Test
  void isBackWithinASecondAfterThePortAnswers() {
    // Given
    startReading();
    List<Duration> outages = new ArrayList<>();

    for (int i = 0; i < 2; i++) {
      // When: long enough for gRPC's own back-off to grow beyond a second
      simulator.stop();
      await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
      simulator.start();
      long before = System.nanoTime();
      awaitReconnects(i + 1);
      outages.add(Duration.ofNanos(System.nanoTime() - before));
    }

    // Then: a machine may stand still once, but not every time
    assertThat(outages).anyMatch(outage -> outage.compareTo(Duration.ofSeconds(1)) < 0);
  }

  @Test
  void reconnectsWithANewLoginWhenTheTokenHasExpired() throws Exception {
    // Given
    startReading();

    // When
    simulator.expireTokens();
    simulator.cutConnections();

    // Then
    awaitReconnects(1);
    simulator.openWriter(time, pressure, force).writeRow(START, 1, 2);
    assertThat(task.poll(2)).hasSize(2);
    // Before the reader has logged in, the list, the signals and the writers may each try the old.
    assertThat(simulator.counters().refusedTokens()).isLessThanOrEqualTo(3);
  }

  @Test
  void beginsNewOffsetsOnAnotherCluster() throws Exception {
    // Given
    startReading();
    simulator.openWriter(time, pressure, force).writeRow(START, 1, 2);
    task.poll(2);

    // When
    simulator.restart(RestartKind.WIPED);
    long newTime = simulator.createIndex("time");
    long newPressure = simulator.createChannel("pressure", DataType.FLOAT64, newTime);
    awaitReconnects(1);

    // Then
    simulator.openWriter(newTime, newPressure).writeRow(START + 9, 7);
    SourceRecord record = task.poll(1).get(0);
    assertThat(partition(record)).containsEntry("cluster_key", simulator.clusterKey());
    assertThat(offset(record)).doesNotContainKey("gaps");
  }

  @Test
  void deletedChannelIsLeftOut() throws Exception {
    // Given
    startReading();
    simulator.deleteChannel(force);

    // When
    simulator.cutConnections();

    // Then
    awaitReconnects(1);
    simulator.openWriter(time, pressure).writeRow(START, 1);
    assertThat(describe(task.poll(1).get(0))).isEqualTo("pressure@0=1.0");
  }

  @Test
  void malformedFrameReopens() throws Exception {
    // Given
    startReading();
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);
    simulator.sendMalformedFrame();

    // When
    writer.writeRow(START, 1, 2);

    // Then
    awaitReconnects(1);
    writer.writeRow(START + 1, 3, 4);
    assertThat(describe(task.poll(2).get(0))).isEqualTo("pressure@1=3.0");
    assertThat(task.metric("synnax-malformed-frames-total")).isEqualTo(1);
  }

  @Test
  void countsWhatTheClusterSkips() throws Exception {
    // Given
    startReading();
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);
    writer.writeRow(START, 1, 2);
    task.poll(2);
    simulator.skipFrames(3);

    // When
    for (int i = 1; i <= 4; i++) {
      writer.writeRow(START + i, 1, 2);
    }

    // Then
    SourceRecord last = task.poll(2).get(1);
    assertThat(task.metric("synnax-holes-total")).isEqualTo(1);
    assertThat(task.metric("synnax-skipped-samples-total")).isEqualTo(3);
    assertThat(offset(last).get("gaps")).asString().startsWith("skipped:").endsWith(":3");
  }

  @Test
  void countsDataThatAnotherWriterTimes() throws Exception {
    // Given
    startReading();
    simulator.openWriter(time).writeRow(START);
    SimulatedWriter data =
        simulator.openWriter(WriterOptions.defaults().withStart(START), pressure, force);

    // When
    data.writeRow(1, 2);

    // Then
    eventually(
        () -> task.poll().isEmpty() && task.metric("synnax-samples-without-index-total") == 2);
  }

  @Test
  void keepsTheInstantOfTheFirstStart() throws Exception {
    // Given
    task.storedOffsets.put(
        Map.of("cluster_key", simulator.clusterKey(), "index_key", Long.toString(time)),
        Map.of("v", "1", "since", "42", "position", "100"));
    startReading();

    // When
    simulator.openWriter(time, pressure, force).writeRow(START, 1, 2);

    // Then
    assertThat(offset(task.poll(2).get(1)))
        .containsEntry("since", "42")
        .containsEntry("position", nanos(0));
  }

  @Test
  void refusesOffsetsOfANewerVersion() throws Exception {
    // Given
    task.storedOffsets.put(
        Map.of("cluster_key", simulator.clusterKey(), "index_key", Long.toString(time)),
        Map.of("v", "2"));
    task.start();

    // When
    RuntimeException failure = task.pollUntilFailure();

    // Then
    assertThat(failure).isInstanceOf(ConnectException.class).hasMessageContaining("version v is 2");
  }

  private void startReading() {
    startReading(task);
  }

  /** The server counts a stream before it subscribes; what the task says comes after. */
  private static void startReading(TestTask task) {
    task.start();
    eventually(() -> task.metric("synnax-stream-open") == 1);
  }

  private void awaitReconnects(long count) {
    eventually(() -> task.metric("synnax-reconnects-total") == count);
  }

  private List<SourceRecord> pollSome() throws InterruptedException {
    List<SourceRecord> records = task.poll();
    while (records.isEmpty()) {
      records = task.poll();
    }
    return records;
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(1)).until(condition);
  }

  private static boolean isRegistered(TestTask task) {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .isRegistered(new ObjectName(task.objectName()));
    } catch (MalformedObjectNameException e) {
      throw new AssertionError(e);
    }
  }

  private static String describe(SourceRecord record) {
    Struct value = (Struct) record.value();
    return record.key() + "@" + (value.getInt64("timestamp") - START) + "=" + value.get("value");
  }

  private static String nanos(long afterStart) {
    return Long.toString(START + afterStart);
  }

  private static Map<String, Object> partition(SourceRecord record) {
    return new HashMap<>(record.sourcePartition());
  }

  private static Map<String, Object> offset(SourceRecord record) {
    return new HashMap<>(record.sourceOffset());
  }
}
