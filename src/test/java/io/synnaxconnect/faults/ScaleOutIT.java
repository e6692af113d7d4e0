package io.synnaxconnect.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.SharedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Many tasks on many workers: three processes, two connectors with six tasks each, one for each
 * value of {@code channels.assignment}, while telemetry is written without end. {@code -Pfull} does
 * everything several times and starts another worker for each that was killed.
 */
@Timeout(1800)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScaleOutIT {

  static final Duration DEBOUNCE = Duration.ofSeconds(1);

  private static final int TASKS = 6;
  private static final int ROUNDS = Boolean.getBoolean("test.full") ? 5 : 1;
  private static final Duration MOMENT = Duration.ofMillis(500);

  private ScaleWorkers workers;
  private ScaleDelivery byConnector;
  private ScaleDelivery byTask;
  private ScaleRun run;

  @BeforeAll
  void start() {
    LocalCluster cluster = SharedCluster.get();
    workers = new ScaleWorkers(cluster, "scale", 3, Map.of());
    byConnector = new ScaleDelivery(cluster.bootstrapServers(), workers, "connector");
    byTask = new ScaleDelivery(cluster.bootstrapServers(), workers, "task");
    run = new ScaleRun(List.of(byConnector, byTask));
  }

  /** A worker would warn of two producers with one client id. */
  @AfterEach
  void producersHaveClientIdsOfTheirOwn() {
    assertThat(workers.countLogged("InstanceAlreadyExists", "kafka.producer")).isZero();
  }

  @AfterAll
  void end() {
    workers.close();
    run.close();
  }

  @Test
  void spreadsGroupsOverTasksAndTasksOverWorkers() {
    run.each(ScaleDelivery::awaitSpread);

    assertThat(byConnector.openStreams()).hasSize(TASKS);
    // A worker that has just been added gets its share with the next rebalance.
    await("tasks on every worker")
        .atMost(ConnectorControl.LIMIT)
        .untilAsserted(
            () ->
                assertThat(new TreeSet<>(byConnector.control().placement().values()))
                    .isEqualTo(new TreeSet<>(workers.addresses())));
    run.each(
        delivery ->
            assertThat(new TreeSet<>(producers(delivery)))
                .containsExactlyElementsOf(
                    IntStream.range(0, TASKS).mapToObj(Integer::toString).toList()));
    assertThat(workers.countLogged("Expected load, at least", "notStored=1")).isPositive();
  }

  /** The end of each producer's client id. */
  private List<String> producers(ScaleDelivery delivery) {
    return workers.logged("\tclient.id = connector-producer-" + delivery.name() + "-");
  }

  @Test
  void losesNothingWhenAWorkerIsKilled() {
    for (int i = 0; i < ROUNDS; i++) {
      String victim = byConnector.control().placement().values().iterator().next();
      AtomicInteger ready = new AtomicInteger();
      run.during(
          "worker killed",
          delivery -> {
            ready.incrementAndGet();
            await().atMost(ConnectorControl.LIMIT).until(() -> ready.get() == 2);
            ScaleStand.Mark killed = delivery.stand().mark();
            long start = System.nanoTime();
            if (delivery == byTask) {
              workers.kill(victim);
            }
            delivery.awaitFlow(ScaleRun.channels(delivery), killed);
            run.note("All groups flow after a worker was killed", delivery, start);
            delivery.awaitSpread();
          });
      if (ROUNDS > 1) {
        run.during(
            "worker added",
            delivery -> {
              if (delivery == byTask) {
                workers.add();
              }
              delivery.awaitSpread();
            });
      }
    }
  }

  @Test
  void losesNothingWhenTheNumberOfTasksChanges() {
    for (int i = 0; i < ROUNDS; i++) {
      run.during("tasks.max from 6 to 2", delivery -> delivery.run(2));
      run.during("tasks.max from 2 to 6", delivery -> delivery.run(TASKS));
    }
    // Tasks that end give no false alarm.
    assertThat(workers.countLogged("WARN", "signals of changed channels")).isZero();
  }

  @Test
  void deliversAfterAPauseWhatWasWrittenMeanwhile() {
    for (int i = 0; i < ROUNDS; i++) {
      run.during(
          "connector paused and resumed",
          delivery -> {
            delivery.control().pause();
            delivery.stand().writeFor(MOMENT);
            delivery.control().resume();
          });
    }
  }

  @Test
  void deliversAfterAStopWhatWasWrittenMeanwhile() {
    for (int i = 0; i < ROUNDS; i++) {
      run.during(
          "connector stopped and resumed",
          delivery -> {
            delivery.control().stop();
            delivery.stand().writeFor(MOMENT);
            delivery.control().resume();
            delivery.awaitSpread();
          });
    }
  }

  @Test
  void goesOnWhenItIsDeletedAndMadeAgain() {
    for (int i = 0; i < ROUNDS; i++) {
      run.during(
          "connector deleted and made again",
          delivery -> {
            delivery.control().delete();
            delivery.stand().writeFor(MOMENT);
            delivery.runAgain();
          });
    }
  }

  @Test
  void deliversANewGroupFromItsFirstSample() {
    for (int i = 0; i < ROUNDS; i++) {
      run.during("index group created", this::createGroup);
    }
  }

  private void createGroup(ScaleDelivery delivery) throws Exception {
    // Given
    boolean restarts = delivery == byConnector;
    delivery.awaitSpread();
    ScaleStand.Mark before = delivery.stand().mark();
    delivery.awaitAll(ScaleStand.pulses(new ScaleStand.Mark(0, before.pulses() - 1), before));
    Traces traces = traces(delivery);

    // When
    long start = System.nanoTime();
    FaultGroup group = delivery.stand().addGroup();
    delivery.awaitFlow(group.channelNames(), before);
    run.note("First record of a new group", delivery, start);
    delivery.stand().writeFor(MOMENT);
    delivery.awaitSpread();

    // Then
    Traces after = traces(delivery);
    assertThat(after.splits() - traces.splits()).isEqualTo(restarts ? 1 : 0);
    if (!restarts) {
      assertThat(after).isEqualTo(traces);
      Map<String, NavigableMap<Long, Double>> pulses =
          ScaleStand.pulses(before, delivery.stand().mark());
      assertThat(delivery.awaitAll(pulses)).as("virtual samples lost").isZero();
    }
  }

  /**
   * What restarts leave behind.
   *
   * @param splits how often groups were split over tasks
   * @param tasks that were ever created
   * @param connections that were ever accepted
   * @param readTwice channels that ever had two readers
   */
  private record Traces(long splits, long tasks, long connections, long readTwice) {}

  private Traces traces(ScaleDelivery delivery) {
    return new Traces(
        workers.countLogged(delivery.logContext(), "Assigned index groups to tasks"),
        workers.countLogged("Creating task", delivery.name() + "-"),
        delivery.simulator().counters().connectionsAccepted(),
        delivery.simulator().counters().channelsReadTwice());
  }
}
