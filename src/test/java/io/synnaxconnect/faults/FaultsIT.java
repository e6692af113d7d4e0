package io.synnaxconnect.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.synnaxconnect.cluster.ChildProcess;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.SharedCluster;
import io.synnaxconnect.contract.Clusters;
import io.synnaxconnect.simulator.ReaderCounters;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.SimulatorCounters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every fault that we know, on real processes, while telemetry is written without end: what the
 * cluster stored arrives whole and in order, once with transactions, and without them repeated only
 * from the last stored offset on. {@code -Pfull} runs the long form. {@code -Pfaults} takes the
 * cluster at {@code SYNNAX_ADDRESS} and leaves out what only the simulator can do.
 */
@Timeout(1800)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {

  private static final boolean LONG = Boolean.getBoolean("test.full");
  private static final Duration MOMENT = Duration.ofMillis(500);
  private static final Duration OUTAGE = Duration.ofSeconds(LONG ? 60 : 2);

  /** A reader with more frames waiting than this is about to lose some: there is room for 200. */
  private static final int SHORT_QUEUE = 150;

  private final LocalCluster cluster = SharedCluster.get();
  private FaultRun run;
  private FaultStand stand;
  private FaultCluster synnax;

  @BeforeAll
  void start() {
    synnax =
        Clusters.realCluster()
            .<FaultCluster>map(
                real -> new RealCluster(real, System.getenv().getOrDefault("SYNNAX_RESTART", "")))
            .orElseGet(SimulatorCluster::new);
    run = new FaultRun(cluster, synnax);
    stand = run.stand();
  }

  @AfterAll
  void end() {
    run.close();
  }

  @Test
  void losesNothingWhenConnectionsAreCut() throws Exception {
    run.during(
        "connection cut",
        () -> {
          for (int i = 0; i < (LONG ? 50 : 3); i++) {
            synnax.cutConnections();
            stand.writeFor(MOMENT);
          }
        });
  }

  @Test
  void losesNothingWhenThePortIsClosed() throws Exception {
    run.during(
        "port closed",
        () -> {
          synnax.closePort();
          stand.writeFor(OUTAGE);
          synnax.openPort();
        });
  }

  @Test
  void losesNothingWhenItsTokenExpires() throws Exception {
    Simulator simulator = simulatorTo("take a token back");
    run.during(
        "token invalid",
        () -> {
          simulator.expireTokens();
          simulator.cutConnections();
          stand.writeFor(MOMENT);
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 10, 50})
  void losesNothingWhenFramesAreSkipped(double percent) throws Exception {
    Simulator simulator = simulatorTo("skip frames at will");
    run.during(
        percent + " % of the frames skipped",
        () -> {
          simulator.skipFramesRandomly(percent / 100, 7);
          stand.writeFor(Duration.ofSeconds(LONG ? 30 : 1));
          simulator.skipFramesRandomly(0, 7);
          stand.writeFor(Duration.ofMillis(100));
        });
  }

  private Simulator simulatorTo(String harm) {
    Optional<Simulator> simulator = synnax.simulator();
    assumeTrue(simulator.isPresent(), "A real cluster cannot be made to " + harm);
    return simulator.orElseThrow();
  }

  @Test
  void losesNothingWhenTheClusterRestartsClean() throws Exception {
    assumeRestarts();
    run.during("cluster restarted clean", () -> restart(RestartKind.CLEAN));
  }

  @Test
  void losesNothingThatTheClusterStillHasAfterACrash() throws Exception {
    assumeRestarts();
    List<FaultRow> rows = run.duringCrash("cluster crashed", () -> restart(RestartKind.CRASHED));

    long restarts = LONG ? 10 : 1;
    // A crash loses a second; machines that stand still meanwhile make it look longer.
    long samplesPerSecond = 2L * 23 * FaultStand.ROWS_PER_SECOND;
    assertThat(rows).allMatch(row -> row.unstored() <= restarts * samplesPerSecond);
  }

  private void assumeRestarts() {
    Optional<String> reason = synnax.whyItCannotRestart();
    assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
  }

  private void restart(RestartKind kind) throws Exception {
    for (int i = 0; i < (LONG ? 10 : 1); i++) {
      stand.writeFor(MOMENT);
      stand.restart(kind);
    }
    stand.writeFor(MOMENT);
  }

  @Test
  void losesNothingWhenItStandsStillItself() throws Exception {
    run.during(
        "worker frozen",
        () -> {
          run.both(Delivery::freezeWorker);
          stand.writeFor(OUTAGE);
          run.both(Delivery::thawWorker);
        });
  }

  @Test
  void losesNothingWhenTasksRestart() throws Exception {
    run.during("tasks restarted", () -> run.both(Delivery::restartTasks));
  }

  @Test
  void losesNothingWhenTheWorkerIsKilled() throws Exception {
    for (int i = 0; i < (LONG ? 10 : 1); i++) {
      run.during(
          "worker killed",
          () -> {
            run.both(Delivery::killWorker);
            run.both(Delivery::startWorker);
          });
    }
  }

  @Test
  void losesNothingAndHarmsNobodyWhileKafkaStandsStill() throws Exception {
    try (Bystander bystander = new Bystander(synnax.clientOptions(), stand.channelNames())) {
      ChildProcess broker = cluster.broker().process();
      Optional<SimulatorCounters> counters = synnax.simulator().map(Simulator::counters);
      long skipped = counters.map(SimulatorCounters::framesSkipped).orElse(0L);
      long seen = bystander.frames();

      run.during(
          "broker frozen, 1,000 frames/s",
          () -> {
            broker.freeze();
            stand.setTankRowsAtOnce(10);
            stand.writeFor(Duration.ofSeconds(LONG ? 60 : 4));
            stand.setTankRowsAtOnce(1);
            broker.thaw();
          });

      counters.ifPresent(seenByServer -> assertUndisturbed(seenByServer, skipped));
      assertThat(bystander.frames() - seen).isGreaterThan(4_000);
    }
  }

  private static void assertUndisturbed(SimulatorCounters counters, long skipped) {
    assertThat(counters.framesSkipped()).isEqualTo(skipped);
    assertThat(counters.readers().stream().mapToInt(ReaderCounters::longestQueue))
        .allMatch(longest -> longest < SHORT_QUEUE);
  }

  @Test
  void deliversAfterAPauseWhatWasWrittenMeanwhile() throws Exception {
    run.during(
        "connector paused and resumed",
        () -> {
          run.both(Delivery::pause);
          stand.writeFor(MOMENT);
          run.both(Delivery::resume);
        });
  }

  @Test
  void deliversAfterAStopWhatWasWrittenMeanwhile() throws Exception {
    run.during(
        "connector stopped and resumed",
        () -> {
          run.both(Delivery::stop);
          stand.writeFor(MOMENT);
          run.both(Delivery::resume);
        });
  }

  @Test
  void goesOnWhenItIsDeletedAndMadeAgain() throws Exception {
    run.during(
        "connector deleted and made again",
        () -> {
          run.both(Delivery::delete);
          stand.writeFor(MOMENT);
          run.both(Delivery::create);
        });
  }

  @Test
  void deliversAgainFromThePositionThatItsOffsetIsSetBackTo() throws Exception {
    // Given
    long from = stand.newestNanos();
    stand.writeFor(Duration.ofSeconds(1));
    run.both(delivery -> delivery.awaitPositions(from));
    Map<Delivery, Long> asked = new ConcurrentHashMap<>();

    // When
    List<FaultRow> rows =
        run.duringReplay(
            "offsets set back by a second",
            () ->
                run.both(
                    delivery -> {
                      delivery.stop();
                      asked.put(delivery, stand.countStored(from, delivery.positions()));
                      delivery.setPosition(instant(from));
                      delivery.resume();
                    }));

    // Then
    assertThat(rows)
        .extracting(FaultRow::twice)
        .containsExactlyElementsOf(run.deliveries().stream().map(asked::get).toList());
  }

  @Test
  void leavesOutWhatItsOffsetIsSetBeyond() throws Exception {
    // Given
    run.both(Delivery::stop);
    long delivered = stand.newestNanos();
    stand.writeFor(MOMENT);
    FaultStand.Mark beyond = stand.mark();

    // When
    run.during(
        "offsets set forward by half a second",
        () -> {
          run.both(delivery -> delivery.setPosition(instant(beyond.nanos())));
          run.skipUntil(beyond);
          run.both(Delivery::resume);
        });

    // Then
    String channel = stand.channelNames().get(0);
    assertThat(run.deliveries())
        .allMatch(delivery -> delivery.receive().within(channel, delivered, beyond.nanos()) == 0);
  }

  @Test
  void losesNothingOfChannelsThatAreMissingForAWhile() throws Exception {
    run.during(
        "half of the channels not written for a while",
        () -> {
          for (int channels : new int[] {10, 15, 1}) {
            stand.writeOnlyEngineChannels(channels);
            stand.writeFor(MOMENT);
          }
          stand.writeAllEngineChannels();
          stand.writeFor(MOMENT);
        });
  }

  private static String instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos).toString();
  }
}
