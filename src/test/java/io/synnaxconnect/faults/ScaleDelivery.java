package io.synnaxconnect.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/** A connector with a stand of its own, on workers that it shares, and what arrived through it. */
final class ScaleDelivery implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration LIMIT = ConnectorControl.LIMIT;

  private final ScaleStand stand = new ScaleStand();
  private final String assignment;
  private final String name;
  private final ConnectorControl control;
  private final ArrivalConsumer consumer;
  private final Arrivals arrivals = new Arrivals();
  private int tasks = 6;

  /**
   * Creates the topic, and not yet the connector.
   *
   * @param assignment as in {@code channels.assignment}
   */
  ScaleDelivery(String bootstrapServers, ScaleWorkers workers, String assignment) {
    this.assignment = assignment;
    this.name = "scale-by-" + assignment;
    this.control = new ConnectorControl(name, workers::rest);
    this.consumer = new ArrivalConsumer(bootstrapServers, name);
  }

  /** Creates the connector, or gives it so many tasks; returns when they read all channels. */
  void run(int tasksMax) {
    tasks = tasksMax;
    control.put(config());
    awaitSpread();
  }

  /** The same with as many tasks as before. */
  void runAgain() {
    run(tasks);
  }

  private Map<String, String> config() {
    Map<String, String> settings = new HashMap<>(stand.cluster().connectorSettings());
    settings.put("connector.class", SynnaxSourceConnector.class.getName());
    settings.put("tasks.max", Integer.toString(tasks));
    settings.put("channels.include", ScaleStand.CHANNELS);
    settings.put("channels.assignment", assignment);
    settings.put("channels.refresh.debounce.ms", Long.toString(ScaleOutIT.DEBOUNCE.toMillis()));
    settings.put("topic", name);
    settings.put("topic.creation.default.partitions", "1");
    settings.put("topic.creation.default.replication.factor", "1");
    settings.put("probe.interval.ms", "1000");
    settings.put("gap.resolve.timeout.ms", "10000");
    settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    settings.put("value.converter.schemas.enable", "false");
    settings.put("producer.override.enable.idempotence", "true");
    return settings;
  }

  /**
   * Returns when as many tasks as there should be run and read every channel, each in one stream
   * alone, over one connection per task and one of the connector.
   */
  void awaitSpread() {
    await(name + " is spread")
        .atMost(LIMIT)
        .pollInterval(POLL)
        .untilAsserted(
            () -> {
              assertThat(control.placement()).hasSize(tasks);
              assertThat(readKeys()).containsExactlyInAnyOrderElementsOf(stand.keys());
              assertThat(simulator().counters().openConnections()).isEqualTo(tasks + 1);
            });
    assertThat(openStreams()).hasSizeLessThanOrEqualTo(tasks);
  }

  /** The telemetry channels of each stream that reads any. */
  List<Set<Long>> openStreams() {
    List<Set<Long>> streams = new ArrayList<>();
    for (Set<Long> keys : simulator().streamedKeys()) {
      Set<Long> telemetry = new HashSet<>(keys);
      telemetry.retainAll(stand.keys());
      if (!telemetry.isEmpty()) {
        streams.add(telemetry);
      }
    }
    return streams;
  }

  private List<Long> readKeys() {
    return openStreams().stream().flatMap(Set::stream).toList();
  }

  /** Returns when of each of these channels a sample has arrived that was written after this. */
  void awaitFlow(List<String> channels, ScaleStand.Mark since) {
    await(name + " flows")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () ->
                receive() == arrivals
                    && channels.stream()
                        .allMatch(c -> arrivals.within(c, since.nanos(), Long.MAX_VALUE) > 0));
  }

  /** Waits until all of these samples have arrived; returns how many have not in time. */
  long awaitAll(Map<String, ? extends NavigableMap<Long, Double>> samples) {
    long end = System.nanoTime() + LIMIT.toNanos();
    long missing;
    do {
      control.requireNoFailure();
      missing = receive().missing(samples);
    } while (missing > 0 && System.nanoTime() < end);
    return missing;
  }

  /** What arrived so far. */
  Arrivals receive() {
    consumer.receive(arrival -> arrivals.add(numbered(arrival)));
    return arrivals;
  }

  /** Samples of the virtual channel bear the time of their receipt: they are told by value. */
  private static ArrivedRow numbered(ArrivedRow arrival) {
    return arrival.channel().equals(ScaleStand.PULSE)
        ? new ArrivedRow(ScaleStand.PULSE, (long) arrival.value(), arrival.value(), arrival.late())
        : arrival;
  }

  ScaleStand stand() {
    return stand;
  }

  Simulator simulator() {
    return stand.simulator();
  }

  ConnectorControl control() {
    return control;
  }

  /** Name of the connector. */
  String name() {
    return name;
  }

  /** Who gives groups to tasks. */
  String assignment() {
    return assignment;
  }

  /** What lines of a worker's log about the connector itself hold. */
  String logContext() {
    return "[" + name + "|worker]";
  }

  @Override
  public void close() {
    consumer.close();
    stand.close();
  }
}
