package io.synnaxconnect.source.channels;

import static io.synnaxconnect.telem.Telemetry.FORCE;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.source.FakeCluster;
import io.synnaxconnect.source.plan.SideTopicOptions;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.StartFrom;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ChannelMonitorTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final SynnaxException down = new SynnaxException(Code.UNREACHABLE, "is down");
  private final SynnaxException denied = new SynnaxException(Code.ACCESS_DENIED, "denied");
  private final FakeCluster cluster = new FakeCluster().with(TIME, PRESSURE);
  private final List<ChannelList> lists = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private volatile @Nullable Error failing;
  private final AtomicBoolean wanted = new AtomicBoolean();
  private ChannelMonitor monitor = monitor(Duration.ofDays(1));

  @AfterEach
  void stop() {
    monitor.stop();
    cluster.close();
    monitor.close();
  }

  @Test
  void listsBeforeAndAfterTheSignalsAreOpen() {
    // When
    monitor.start();

    // Then
    eventually(() -> lists.size() == 2);
    assertThat(cluster.signals).hasSize(1);
    assertThat(lists.get(1).channels()).containsExactly(TIME, PRESSURE);
    assertThat(lists.get(1).number()).isGreaterThan(lists.get(0).number());
  }

  @Test
  void listsAgainWhenASignalComes() {
    // Given
    monitor.start();
    eventually(() -> lists.size() == 2);

    // When
    cluster.with(TIME, PRESSURE, FORCE);
    cluster.signals.get(0).send(row(0, 0));

    // Then
    eventually(() -> lists.size() == 3);
    assertThat(lists.get(2).channels()).containsExactly(TIME, PRESSURE, FORCE);
  }

  @Test
  void aBurstOfSignalsMakesFewLists() {
    // Given
    monitor.start();
    eventually(() -> lists.size() == 2);

    // When
    for (int i = 0; i < 1_000; i++) {
      cluster.signals.get(0).send(row(i, i));
    }
    eventually(() -> cluster.signals.get(0).isEmpty());

    // Then
    eventually(() -> lists.size() > 2);
    assertThat(lists).hasSizeLessThan(20);
  }

  @Test
  void listsAtIntervalsWhereThereAreNoSignals() {
    // Given
    monitor = monitor(Duration.ofMillis(10));
    cluster.failSignals(denied);

    // When
    monitor.start();

    // Then
    eventually(() -> lists.size() >= 5);
    assertThat(failures).isEmpty();
  }

  @Test
  void anErrorEndsItLoudly() {
    // Given
    failing = new StackOverflowError("a deep expression");

    // When
    monitor.start();

    // Then
    eventually(() -> failures.size() == 1);
    assertThat(failures.get(0)).isSameAs(failing);
  }

  @Test
  void listsAgainWhenSomebodyWantsIt() {
    // Given
    monitor.start();
    eventually(() -> lists.size() == 2);

    // When
    wanted.set(true);

    // Then
    eventually(() -> lists.size() == 3);
  }

  @Test
  void listsAgainAfterTheSignalsBreak() {
    // Given
    monitor.start();
    eventually(() -> lists.size() == 2);

    // When
    cluster.signals.get(0).end(Code.UNREACHABLE);

    // Then
    eventually(() -> lists.size() == 3);
    assertThat(cluster.signals).hasSize(2);
  }

  @Test
  void tellsNothingWhileTheListCannotBeHad() {
    // Given
    monitor.start();
    eventually(() -> lists.size() == 2);

    // When
    cluster.failLists(denied);
    int asked = cluster.lists();
    cluster.signals.get(0).send(row(0, 0));
    eventually(() -> cluster.lists() > asked + 1);

    // Then
    assertThat(lists).hasSize(2);
    assertThat(failures).isEmpty();

    // When
    cluster.failLists(null);

    // Then
    eventually(() -> lists.size() == 3);
  }

  @Test
  void anEmptyListIsNoList() {
    // Given
    monitor.start();
    eventually(() -> lists.size() == 2);

    // When
    cluster.with();
    int asked = cluster.lists();
    cluster.signals.get(0).send(row(0, 0));
    eventually(() -> cluster.lists() > asked + 1);

    // Then
    assertThat(lists).hasSize(2);
  }

  @Test
  void triesWithoutEndUntilThereIsAFirstList() {
    // Given
    cluster.failLists(down);
    monitor.start();
    eventually(() -> cluster.lists() > 5);

    // When
    cluster.failLists(null);

    // Then
    eventually(() -> !lists.isEmpty());
    assertThat(failures).isEmpty();
  }

  @Test
  void givesUpWhenThereIsNoFirstListForGood() {
    // Given
    cluster.failLists(denied);

    // When
    monitor.start();

    // Then
    eventually(() -> !failures.isEmpty());
    assertThat(failures).containsExactly(denied);
  }

  private ChannelMonitor monitor(Duration refreshInterval) {
    SourceTaskOptions options =
        new SourceTaskOptions(
            10,
            Duration.ofMillis(100),
            5_000,
            0,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofDays(1),
            refreshInterval,
            StreamerOptions.DEFAULT,
            false,
            StartFrom.LATEST,
            new DeliveryOptions(
                60_000_000_000L, 30_000_000_000L, 300_000_000_000L, 0, false, Long.MAX_VALUE),
            SideTopicOptions.NONE,
            false);
    TaskEnvironment environment =
        new TaskEnvironment(InstantSource.system(), System::nanoTime, () -> 0.5, Thread::new);
    ChannelMonitor.Listener listener =
        new ChannelMonitor.Listener() {
          @Override
          public void onChannels(ChannelList list) {
            if (failing != null) {
              throw failing;
            }
            lists.add(list);
          }

          @Override
          public boolean wantsList() {
            return wanted.getAndSet(false);
          }

          @Override
          public void onFailure(Throwable failure) {
            failures.add(failure);
          }
        };
    return new ChannelMonitor(
        "synnax-channels-test",
        options.refreshInterval(),
        options.reconnectPolicy(),
        new ChannelLister(cluster, Optional.empty(), Optional.empty()),
        cluster,
        environment,
        listener);
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(LONG).until(condition);
  }
}
