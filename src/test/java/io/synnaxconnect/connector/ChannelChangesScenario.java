package io.synnaxconnect.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.ArrivedSamples;
import io.synnaxconnect.FakeConnect;
import io.synnaxconnect.FakeConnect.Reason;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.core.ConditionFactory;
import org.awaitility.pollinterval.FibonacciPollInterval;

/**
 * One random life of a connector: channels are created, renamed, deleted and retyped, connections
 * break, the cluster restarts, and the number of tasks changes. The first group stays as it is, so
 * that there is always an offset which says since when everything is delivered.
 */
final class ChannelChangesScenario implements FakeConnect.Surroundings, AutoCloseable {

  private final SplittableRandom random;
  private final Simulator simulator = Simulator.builder().start();
  private final ChangingChannels channels;
  private final ArrivedSamples arrived = new ArrivedSamples();
  private final StreamWatch watch = new StreamWatch(simulator);
  private final List<String> steps = new ArrayList<>();
  private final boolean byTask;
  private final boolean skipsTypeChange;
  private final FakeConnect connect;
  private boolean down;

  ChannelChangesScenario(long seed) {
    this.random = new SplittableRandom(seed);
    this.channels = new ChangingChannels(simulator, random.split());
    this.byTask = seed % 2 == 1;
    this.skipsTypeChange = random.nextInt(4) == 0;
    this.connect = new FakeConnect(properties("changes-" + seed), this);
  }

  private Map<String, String> properties(String name) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", name);
    properties.put("synnax.address", simulator.address());
    properties.put("synnax.username", "synnax");
    properties.put("synnax.password", "seldon");
    properties.put("synnax.tls.enabled", "false");
    properties.put("channels.include", "tank_.*");
    properties.put("channels.exclude", ".*_debug");
    properties.put("channels.assignment", byTask ? "task" : "connector");
    properties.put("channels.refresh.debounce.ms", "50");
    properties.put("channels.refresh.interval.ms", "1000");
    properties.put("channels.type.change", skipsTypeChange ? "skip" : "fail");
    properties.put("topic", skipsTypeChange ? "${channel}" : "synnax.${data_type}");
    properties.put("record.key", "channel_key");
    properties.put("reconnect.backoff.max.ms", "100");
    properties.put("probe.interval.ms", "1000");
    properties.put("poll.timeout.ms", "50");
    return properties;
  }

  /** What was done, for the report of a failure. */
  List<String> steps() {
    return steps;
  }

  /** Runs the life, and throws an {@link AssertionError} where it is not as promised. */
  void run() {
    simulator.createChannel(
        "tank_first", DataType.FLOAT64, simulator.createIndex("tank_first_time"));
    channels.createGroup();
    channels.createVirtual();
    connect.configure(random.nextInt(1, 4));
    eventually().until(() -> watch.streamed().containsAll(channels.chosenWithIndexes()));
    channels.writers().writeAll();
    awaitArrived(channels.chosen());
    for (int left = random.nextInt(6, 13); left > 0; left--) {
      step(random.nextInt(17));
    }
    heal();
    awaitFlow();
    // Followed in place: no stream has to be opened anew.
    for (int left = 3; left > 0; left--) {
      step(random.nextInt(12));
    }
    awaitFlow();
    connect.close();
    checkWorker();
  }

  private void step(int kind) {
    switch (kind) {
      case 0, 1 -> does("create group", channels::createGroup);
      case 2, 3 -> with("create in", Channel::isIndex, channels.living(), channels::createIn);
      case 4 -> does("create virtual", channels::createVirtual);
      case 5, 6, 7 -> with("rename", channel -> true, others(), channels::rename);
      case 8 -> with("delete", channel -> !channel.isIndex(), others(), channels::delete);
      case 9 -> with("delete group", Channel::isIndex, others(), channels::delete);
      case 10, 11 -> with("retype", channel -> !channel.isIndex(), others(), channels::retype);
      case 12, 13 -> does(down ? "outage ends" : "outage", this::outage);
      case 14 -> does("cut", simulator::cutConnections);
      case 15 -> does("restart", this::restart);
      default -> does("tasks.max", () -> connect.configure(random.nextInt(1, 5)));
    }
    channels.writers().writeSome();
  }

  private void does(String what, Runnable step) {
    steps.add(what);
    step.run();
  }

  /** Does something to one channel, half of the time after everything of it has arrived. */
  private void with(
      String what, Predicate<Channel> fitting, List<Channel> from, Consumer<Channel> step) {
    List<Channel> candidates = from.stream().filter(fitting).toList();
    if (!candidates.isEmpty()) {
      Channel channel = candidates.get(random.nextInt(candidates.size()));
      boolean waits = !down && random.nextBoolean() && ChangingChannels.isChosen(channel);
      steps.add(what + " " + channel + (waits ? ", all of it has arrived" : ""));
      if (waits) {
        awaitArrived(List.of(channel));
      }
      step.accept(channel);
    }
  }

  /** All but the first group. */
  private List<Channel> others() {
    List<Channel> living = channels.living();
    return living.subList(2, living.size());
  }

  private void outage() {
    if (down) {
      simulator.start();
    } else {
      simulator.stop();
    }
    down = !down;
  }

  private void restart() {
    simulator.restart(RestartKind.CLEAN);
    channels.writers().closeAll();
    down = false;
  }

  private void heal() {
    simulator.start();
    down = false;
  }

  private void awaitArrived(List<Channel> chosen) {
    eventually()
        .untilAsserted(
            () -> {
              Map<String, List<Long>> missing = new TreeMap<>();
              for (Channel channel : chosen) {
                List<Long> lost = arrived.missing(channel.key(), channels.stored(channel));
                if (!lost.isEmpty() && isPromised(channel)) {
                  missing.put(channel.toString(), lost);
                }
              }
              assertThat(missing).as("stored, but did not arrive").isEmpty();
            });
  }

  /** What does not fit its topic is left out, as long as the type before is remembered. */
  private boolean isPromised(Channel channel) {
    return !skipsTypeChange || !channels.hadOtherTypes(channel);
  }

  private void awaitFlow() {
    long next = channels.writers().nextValue();
    List<Channel> promised = channels.chosen().stream().filter(this::isPromised).toList();
    // Each round is another session of each writer, which history has to be asked for by itself.
    eventually()
        .pollInterval(FibonacciPollInterval.fibonacci())
        .untilAsserted(
            () -> {
              // Virtual channels flow only while a stream has them.
              channels.writers().writeAll();
              assertThat(promised)
                  .as("flow again")
                  .allMatch(channel -> arrived.hasValue(channel.key(), next));
            });
    awaitArrived(promised);
    eventually().until(() -> watch.twiceNow().isEmpty());
    if (!skipsTypeChange) {
      eventually()
          .untilAsserted(
              () -> assertThat(watch.streamed()).isEqualTo(channels.chosenWithIndexes()));
    }
  }

  private void checkWorker() {
    assertThat(connect.failures()).as("failures").isEmpty();
    assertThat(watch.readTwice()).as("channels that two tasks read").isEmpty();
    List<Reason> restarts = connect.restarts();
    Set<Reason> reasons =
        byTask
            ? Set.of(Reason.FIRST_START, Reason.TASKS_MAX)
            : Set.of(Reason.FIRST_START, Reason.TASKS_MAX, Reason.GROUPS);
    assertThat(restarts).as("why tasks were restarted").isSubsetOf(reasons);
    assertThat(restarts.stream().filter(Reason.GROUPS::equals).count())
        .as("restarts for other groups")
        .isLessThanOrEqualTo(channels.groupChanges());
  }

  private static ConditionFactory eventually() {
    return await()
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20));
  }

  @Override
  public void records(List<SourceRecord> records) {
    arrived.add(records);
  }

  @Override
  public void stopped() {
    eventually().until(() -> simulator.counters().openTelemetryStreams() == 0);
  }

  @Override
  public long groupChanges() {
    return channels.groupChanges();
  }

  @Override
  public void close() {
    connect.close();
    watch.close();
    simulator.close();
  }
}
