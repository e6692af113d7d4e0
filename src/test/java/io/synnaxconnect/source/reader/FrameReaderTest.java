package io.synnaxconnect.source.reader;

import static io.synnaxconnect.telem.Telemetry.FORCE;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.channel;
import static io.synnaxconnect.telem.Telemetry.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.StoredContext;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.source.FakeCluster;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.buffer.SessionOpened;
import io.synnaxconnect.source.channels.ChannelList;
import io.synnaxconnect.source.channels.ChannelLister;
import io.synnaxconnect.source.channels.GroupOwnership;
import io.synnaxconnect.source.channels.SelectionResult;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.ShownGauges;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.source.plan.SideTopicOptions;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.StartFrom;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.source.runtime.TaskName;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FrameReaderTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final FakeCluster cluster = new FakeCluster().with(TIME, PRESSURE, FORCE);
  private final FrameBuffer buffer = new FrameBuffer(5_000);
  private final List<Double> jitter = new CopyOnWriteArrayList<>();
  private final TaskEnvironment environment =
      new TaskEnvironment(InstantSource.system(), System::nanoTime, this::noJitter, Thread::new);
  private final TaskPlan plan =
      new TaskPlan(
          new TaskName("test", "0"),
          list -> groups(list.channels()),
          Optional.empty(),
          Optional.empty(),
          new GroupOwnership.Listed(Set.of(1L)),
          false,
          new SourceTaskOptions(
              10,
              Duration.ofMillis(100),
              5_000,
              0,
              Duration.ofMillis(100),
              Duration.ofDays(1),
              Duration.ofMillis(10),
              Duration.ofMillis(10),
              StreamerOptions.DEFAULT,
              false,
              StartFrom.LATEST,
              new DeliveryOptions(
                  60_000_000_000L, 30_000_000_000L, 300_000_000_000L, 0, false, Long.MAX_VALUE),
              SideTopicOptions.NONE,
              false));
  private final MetricSet metrics = MetricSet.ofTask(new ShownGauges());
  private final FrameReader reader = newReader(environment);
  private final ConnectivityCheck check = new ConnectivityCheck(cluster, reader, plan, environment);

  @AfterEach
  void stop() {
    check.close();
    reader.close();
  }

  @Test
  void keepsDrainingWhileNobodyPolls() {
    // Given
    startAndAwaitStreams(1);

    // When
    for (int i = 0; i < 1000; i++) {
      cluster.stream().send(row(i, i));
    }

    // Then
    eventually(() -> count(TaskMetric.RECEIVED_FRAMES_TOTAL) == 1000);
    assertThat(cluster.stream().isEmpty()).isTrue();
    assertThat(count(TaskMetric.SHED_FRAMES_TOTAL)).isPositive();
    assertThat(buffer.usedBytes()).isLessThanOrEqualTo(buffer.maxBytes());
  }

  @Test
  void opensOneStreamWithIndexAndData() {
    // When
    startAndAwaitStreams(1);

    // Then
    assertThat(cluster.stream().opened).containsExactly(TIME, PRESSURE, FORCE);
  }

  @Test
  void reopensAfterUnavailable() throws Exception {
    // Given
    startAndAwaitStreams(1);

    // When
    cluster.stream().end(Code.UNREACHABLE);

    // Then
    awaitStreams(2);
    cluster.stream().send(row(0, 100));
    assertThat(take().session().number()).isEqualTo(1);
    assertThat(cluster.logins()).isEqualTo(2);
    assertThat(cluster.reconnects()).isEqualTo(2);
    assertThat(count(TaskMetric.RECONNECTS_TOTAL)).isEqualTo(1);
  }

  @Test
  void reopensAfterAMalformedFrame() {
    // Given
    startAndAwaitStreams(1);

    // When
    cluster.stream().end(Code.MALFORMED);

    // Then
    awaitStreams(2);
    assertThat(count(TaskMetric.MALFORMED_FRAMES_TOTAL)).isEqualTo(1);
  }

  @Test
  void reopensWhenTheConnectivityCheckFails() {
    // Given
    startAndAwaitStreams(1);
    check.start();

    // When
    cluster.failConnectivity();

    // Then
    awaitStreams(2);
  }

  @Test
  void resetsBackoffAfterTheFirstFrame() throws Exception {
    // Given
    for (int i = 0; i < 50; i++) {
      cluster.loginFailures.add(new SynnaxException(Code.UNREACHABLE, "refused"));
    }
    startAndAwaitStreams(1);

    // When
    cluster.stream().send(row(0, 100));
    take();

    // Then
    assertThat(reader.outage().failures()).isZero();
  }

  @Test
  void waitsForAClusterThatIsDown() {
    // Given
    for (int i = 0; i < 1000; i++) {
      cluster.loginFailures.add(new SynnaxException(Code.UNREACHABLE, "refused"));
    }

    // When
    startAndAwaitStreams(1);

    // Then
    assertThat(cluster.logins()).isEqualTo(1001);
    assertThat(jitter).hasSize(1000);
    assertThat(buffer.failureIfDrained()).isNull();
  }

  @Test
  void waitsForFilesThatCannotBeRead() {
    // Given
    for (int i = 0; i < 1000; i++) {
      cluster.reconnectFailures.add(new SynnaxException(Code.UNREADABLE, "synnax.tls.ca: no file"));
    }

    // When
    startAndAwaitStreams(1);

    // Then
    assertThat(cluster.reconnects()).isEqualTo(1001);
    assertThat(cluster.logins()).isEqualTo(1);
    assertThat(buffer.failureIfDrained()).isNull();
  }

  @Test
  void triesAnotherAddressOfAClusterThatDoesNotAnswerInTime() throws Exception {
    // Given
    cluster.loginFailures.add(new SynnaxException(Code.SERVER_ERROR, "failed inside"));
    cluster.loginFailures.add(new SynnaxException(Code.TIMED_OUT, "no answer within 10 s"));

    // When
    startAndAwaitStreams(1);

    // Then
    assertThat(cluster.logins()).isEqualTo(3);
    assertThat(cluster.moves()).isEqualTo(1);
  }

  @Test
  void givesUpWhatCannotGetBetter() {
    // Given
    cluster.loginFailures.add(new SynnaxException(Code.INVALID_CREDENTIALS, "wrong password"));

    // When
    reader.start(() -> {});

    // Then
    eventually(() -> buffer.failureIfDrained() != null);
    assertThat(buffer.failureIfDrained()).hasMessage("wrong password");
    assertThat(cluster.logins()).isEqualTo(1);
  }

  @Test
  void aStreamThatIsDeniedAfterTheListAwaitsTheNextListWhereDeniedChannelsAreOmitted() {
    // Given: the right was taken away between the list and the stream
    cluster.openFailures.add(new SynnaxException(Code.ACCESS_DENIED, "denied"));
    TaskPlan omits =
        new TaskPlan(
            plan.name(),
            plan.selection(),
            Optional.of(all -> all),
            plan.exact(),
            plan.ownership(),
            false,
            plan.options());
    try (FrameReader omitting = newReader(omits, environment)) {
      // When
      omitting.start(() -> {});

      // Then
      eventually(() -> omitting.currentStream() != null);
      assertThat(buffer.failureIfDrained()).isNull();
      assertThat(cluster.logins()).isEqualTo(2);
    }
  }

  @Test
  void aStreamThatIsDeniedFailsTheTaskElse() {
    // Given
    cluster.openFailures.add(new SynnaxException(Code.ACCESS_DENIED, "denied"));

    // When
    reader.start(() -> {});

    // Then
    eventually(() -> buffer.failureIfDrained() != null);
    assertThat(buffer.failureIfDrained()).hasMessage("denied");
  }

  @Test
  void leavesOutAChannelThatVanished() {
    // Given
    startAndAwaitStreams(1);
    cluster.with(TIME, PRESSURE);

    // When
    cluster.stream().end(Code.NOT_FOUND);

    // Then
    awaitStreams(2);
    assertThat(cluster.stream().opened).containsExactly(TIME, PRESSURE);
  }

  @Test
  void looksAgainWhenAllChannelsVanished() {
    // Given
    cluster.with();
    reader.start(() -> {});
    eventually(() -> cluster.logins() > 2);

    // When
    cluster.with(TIME, PRESSURE);

    // Then
    awaitStreams(1);
    assertThat(cluster.stream().opened).containsExactly(TIME, PRESSURE);
  }

  @Test
  void knowsAnotherClusterBehindTheAddress() throws Exception {
    // Given
    startAndAwaitStreams(1);
    cluster.becomes("cluster-b");

    // When
    cluster.stream().end(Code.UNREACHABLE);

    // Then
    awaitStreams(2);
    cluster.stream().send(row(0, 100));
    assertThat(take().session().clusterKey()).isEqualTo("cluster-b");
  }

  @Test
  void readsAnotherClusterFromTheLastContactWithTheOneBeforeOn() throws Exception {
    // Given
    AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1_000));
    SessionOpened opened;
    try (FrameReader late =
        newReader(new TaskEnvironment(now::get, System::nanoTime, this::noJitter, Thread::new))) {
      late.start(() -> {});
      take(SessionOpened.class);
      cluster.becomes("cluster-b");

      // When: the end is noticed long after it
      now.set(Instant.ofEpochSecond(2_000));
      cluster.stream().end(Code.UNREACHABLE);
      opened = (SessionOpened) take(SessionOpened.class);
    }

    // Then
    assertThat(Objects.requireNonNull(opened.start()).offset().since())
        .isEqualTo(new TimeStamp(1_000_000_000_000L));
  }

  @Test
  void stopsWithinTheLimitWhileBlocked() {
    // Given
    cluster.hangAtLogin();
    reader.start(() -> {});
    eventually(() -> cluster.logins() == 1);

    // When
    reader.close();

    // Then
    assertThat(reader.hasEnded()).isTrue();
    assertThat(cluster.isClosed()).isTrue();
  }

  @Test
  void stopsWhileItWaitsForTheNextAttempt() {
    // Given
    FrameReader waiting =
        newReader(
            new TaskEnvironment(
                InstantSource.system(), System::nanoTime, () -> 0.999999, Thread::new));
    for (int i = 0; i < 100; i++) {
      cluster.loginFailures.add(new SynnaxException(Code.UNREACHABLE, "refused"));
    }
    waiting.start(() -> {});
    eventually(() -> cluster.logins() >= 2);

    // When
    waiting.close();

    // Then
    assertThat(waiting.hasEnded()).isTrue();
  }

  @Test
  void mayBeClosedWithoutHavingStarted() {
    // When
    reader.close();
    reader.close();

    // Then
    assertThat(reader.hasEnded()).isTrue();
  }

  @Test
  void newGroupsAreServedBeforeTheyBegin() throws Exception {
    // Given
    TaskPlan all =
        new TaskPlan(
            plan.name(),
            list -> groupPerIndex(list.channels()),
            Optional.empty(),
            Optional.empty(),
            new GroupOwnership.Shard(0, 1),
            false,
            plan.options());
    try (FrameReader following = newReader(all, environment)) {
      following.start(() -> {});
      eventually(() -> following.currentStream() != null);
      take(SessionOpened.class);
      List<Channel> many =
          LongStream.range(100, 1_100).mapToObj(key -> channel(key, "timestamp", key)).toList();

      // When
      following.onChannels(new ChannelList(100, cluster.login().clusterKey(), 0, many, Set.of()));

      // Then
      BufferEntry first = take(SessionOpened.class);
      assertThat(Objects.requireNonNull(following.currentSession()).serves(first.id())).isTrue();
    }
  }

  private <T extends BufferEntry> BufferEntry take(Class<T> kind) throws InterruptedException {
    BufferEntry entry = Objects.requireNonNull(buffer.take(LONG));
    return kind.isInstance(entry) ? entry : take(kind);
  }

  private static SelectionResult groupPerIndex(List<Channel> channels) {
    List<IndexGroup> found =
        channels.stream()
            .filter(Channel::isIndex)
            .map(index -> new IndexGroup(index, List.of(index)))
            .toList();
    return new SelectionResult(found, List.of(), 1);
  }

  private double noJitter() {
    jitter.add(0.0);
    return 0;
  }

  private long count(TaskMetric metric) {
    return metrics.value(metric).longValue();
  }

  private FrameReader newReader(TaskEnvironment machine) {
    return newReader(plan, machine);
  }

  private FrameReader newReader(TaskPlan of, TaskEnvironment machine) {
    StartOffsets startOffsets =
        new StartOffsets(cluster, new StoredContext(Map.of(), Map.of()), plan.options());
    return new FrameReader(
        cluster,
        new ChannelLister(cluster, Optional.empty(), Optional.empty()),
        of,
        buffer,
        new Reporting(metrics, StatusQueue.UNWANTED),
        startOffsets,
        machine);
  }

  /** The next frame or mark. */
  private BufferEntry take() throws InterruptedException {
    BufferEntry entry = Objects.requireNonNull(buffer.take(LONG));
    return entry instanceof SessionOpened ? take() : entry;
  }

  private void startAndAwaitStreams(int count) {
    reader.start(() -> {});
    awaitStreams(count);
  }

  private void awaitStreams(int count) {
    eventually(() -> cluster.streams.size() == count && reader.currentStream() != null);
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(LONG).until(condition);
  }

  private static SelectionResult groups(List<Channel> channels) {
    List<Channel> data = channels.stream().filter(channel -> !channel.isIndex()).toList();
    return new SelectionResult(
        data.isEmpty() ? List.of() : List.of(new IndexGroup(TIME, data)), List.of(), 1);
  }
}
