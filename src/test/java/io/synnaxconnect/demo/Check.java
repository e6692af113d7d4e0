package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.AuditCommand;
import io.synnaxconnect.cluster.ChildProcess;
import io.synnaxconnect.cluster.ReceivedSample;
import io.synnaxconnect.cluster.SampleComparison;
import io.synnaxconnect.cluster.SampleConsumer;
import io.synnaxconnect.cluster.SentSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Lets telemetry flow and compares what the cluster stored with what arrived in Kafka. Where the
 * cluster is ours, its port is closed for a while, a channel comes and goes, and rows of yesterday
 * are imported.
 */
final class Check {

  /** How long telemetry flows before, while and after the port is closed. */
  record Plan(Duration before, Duration outage, Duration after) {
    static final Plan QUICK =
        new Plan(Duration.ofSeconds(7), Duration.ofSeconds(5), Duration.ofSeconds(8));
    static final Plan SHOWN =
        new Plan(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(12));
  }

  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(1);
  private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Chain chain;
  private final SampleConsumer consumer;
  private final Plan plan;
  private final List<ReceivedSample> received = new ArrayList<>();
  private final Map<String, Long> newestNanos = new HashMap<>();
  private final Set<String> topics = new HashSet<>();
  private final Set<String> tombstones = new HashSet<>();
  private final Set<String> created = new HashSet<>();

  /** Channels whose deletion shows in Kafka. */
  private final Set<String> deleted = new HashSet<>();

  private long arrivalMillis;
  private int imported;
  private int late;
  private long importMillis;
  private volatile String notice = "waiting for the first sample";

  /** Begins with {@link #run}. */
  Check(Chain chain, SampleConsumer consumer, Plan plan) {
    this.chain = chain;
    this.consumer = consumer;
    this.plan = plan;
  }

  /** What happens at this moment. */
  String notice() {
    return notice;
  }

  /** Does all of it and returns the result; takes a little longer than planned. */
  SampleComparison run() {
    TelemetrySource source = chain.source();
    if (!receiveUntil(ChildProcess.START_LIMIT, () -> !received.isEmpty())) {
      throw new IllegalStateException(
          "no sample arrived in Kafka; does anybody write to the channels?");
    }
    if (source.isOurs()) {
      change(source);
    } else {
      receiveFor("telemetry flows", plan.before().plus(plan.outage()).plus(plan.after()));
    }
    source.stopSending();
    notice = "the writer has ended: comparing sample by sample";
    List<SentSample> sent = source.sent();
    receiveUntil(SETTLE_LIMIT, () -> haveArrived(sent) && tombstones.containsAll(deleted));
    return source.compare(received);
  }

  /** The channel is deleted only once it has arrived: its history goes with it. */
  private void change(TelemetrySource source) {
    receiveFor("telemetry flows", plan.before().dividedBy(2));
    String channel = source.createChannel();
    requireArrival(channel);
    importRows(source);
    receiveFor(channel + " was created", plan.before().dividedBy(2));
    source.closePort();
    receiveFor("the cluster's port is CLOSED, its writer goes on", plan.outage());
    source.openPort();
    receiveFor("the port is open again: history closes the gap", plan.after().dividedBy(2));
    long lastNanos = source.retireChannel();
    receiveUntil(SETTLE_LIMIT, () -> newestNanos.getOrDefault(channel, 0L) >= lastNanos);
    source.deleteChannel();
    created.add(channel);
    if (chain.hasTombstones()) {
      deleted.add(channel);
    }
    receiveFor(channel + " was deleted", plan.after().dividedBy(2));
  }

  /** Less than the time after which other samples that are missing would be given up. */
  private void requireArrival(String channel) {
    long createdNanos = System.nanoTime();
    notice = channel + " was created";
    if (!receiveUntil(ARRIVAL_LIMIT, () -> newestNanos.containsKey(channel))) {
      throw new IllegalStateException(
          "%s was created, and nothing of it arrived in Kafka within %d s"
              .formatted(channel, ARRIVAL_LIMIT.toSeconds()));
    }
    arrivalMillis = Duration.ofNanos(System.nanoTime() - createdNanos).toMillis();
  }

  /** Waits for the rows; what is missing after that, the comparison says. */
  private void importRows(TelemetrySource source) {
    imported = source.importRows();
    long importedNanos = System.nanoTime();
    notice = "%,d samples of yesterday were imported".formatted(imported);
    receiveUntil(ARRIVAL_LIMIT, () -> late >= imported);
    importMillis = Duration.ofNanos(System.nanoTime() - importedNanos).toMillis();
  }

  private void receiveFor(String what, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    receiveUntil(
        time,
        () -> {
          long left = Duration.ofNanos(end - System.nanoTime()).toSeconds() + 1;
          notice = what + ", " + left + " s";
          return false;
        });
  }

  private boolean receiveUntil(Duration limit, BooleanSupplier done) {
    long end = System.nanoTime() + limit.toNanos();
    while (!done.getAsBoolean() && System.nanoTime() < end) {
      for (ReceivedSample sample : consumer.poll(POLL)) {
        received.add(sample);
        topics.add(sample.topic());
        long newest = newestNanos.merge(sample.channel(), sample.timestampNanos(), Math::max);
        late += sample.late() && sample.timestampNanos() < newest ? 1 : 0;
      }
      tombstones.addAll(consumer.takeTombstones());
      chain.requireNoFailure();
    }
    return done.getAsBoolean();
  }

  private boolean haveArrived(List<SentSample> sent) {
    return sent.stream()
        .allMatch(s -> newestNanos.getOrDefault(s.channel(), 0L) >= s.timestampNanos());
  }

  /** One line per channel that differs, and one with the counts. True when all is equal. */
  boolean report(SampleComparison comparison) {
    comparison.differences().forEach(difference -> System.out.println("check: " + difference));
    System.out.printf(
        "check: %s, %,d samples of %d channels in %d topics compared: %,d missing, %,d twice%n",
        comparison.isEqual() ? "equal" : "NOT EQUAL",
        comparison.samples(),
        comparison.channels(),
        topics.size(),
        comparison.missing(),
        comparison.twice());
    System.out.println("check: the tasks say: " + chain.figures().text(false));
    if (imported > 0) {
      System.out.printf(
          "check: %,d samples imported from yesterday, %s late, in Kafka after %,d ms%n",
          imported, late == imported ? "all" : "%,d".formatted(late), importMillis);
    }
    boolean audited = !chain.source().isOurs() || audit();
    boolean ended = tombstones.equals(deleted);
    if (!created.isEmpty()) {
      System.out.printf(
          "check: created while it ran %s, in Kafka after %d ms; deleted, with a tombstone for"
              + " %s%n",
          created, arrivalMillis, tombstones);
    }
    return comparison.isEqual() && comparison.samples() > 0 && ended && audited;
  }

  /** The last line says whether all is equal, the one before it the numbers of all channels. */
  private boolean audit() {
    AuditCommand.Outcome outcome = chain.audit();
    boolean isEqual = outcome.exitCode() == 0;
    List<String> lines = outcome.out().lines().toList();
    lines.stream()
        .filter(line -> !isEqual || line.startsWith("channel ") || line.startsWith("all "))
        .forEach(line -> System.out.println("audit: " + line));
    outcome.err().lines().forEach(line -> System.out.println("audit: " + line));
    System.out.println("audit: " + (isEqual ? "equal" : "NOT EQUAL"));
    return isEqual;
  }
}
