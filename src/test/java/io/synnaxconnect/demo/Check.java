package io.synnaxconnect.demo;

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

/** Lets telemetry flow for 20 seconds and compares what was sent with what arrived in Kafka. */
final class Check {

  private static final Duration FLOW = Duration.ofSeconds(20);
  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Chain chain;
  private final SampleConsumer consumer;
  private final List<ReceivedSample> received = new ArrayList<>();
  private final Map<String, Long> newestNanos = new HashMap<>();
  private final Set<String> topics = new HashSet<>();

  Check(Chain chain, SampleConsumer consumer) {
    this.chain = chain;
    this.consumer = consumer;
  }

  /** Prints one line with the counts, and one per channel that differs; true when all is equal. */
  boolean run() {
    TelemetrySource source = chain.source();
    if (!receiveUntil(ChildProcess.START_LIMIT, () -> !received.isEmpty())) {
      throw new IllegalStateException(
          "no sample arrived in Kafka; does anybody write to the channels?");
    }
    System.out.println("Samples arrive; comparing for " + FLOW.toSeconds() + " s ...");
    receiveUntil(FLOW, () -> false);
    source.stopSending();
    List<SentSample> sent = source.sent();
    receiveUntil(SETTLE_LIMIT, () -> haveArrived(sent));
    return report(source.compare(received));
  }

  private boolean receiveUntil(Duration limit, BooleanSupplier done) {
    long end = System.nanoTime() + limit.toNanos();
    while (!done.getAsBoolean() && System.nanoTime() < end) {
      for (ReceivedSample sample : consumer.poll(POLL)) {
        received.add(sample);
        topics.add(sample.topic());
        newestNanos.merge(sample.channel(), sample.timestampNanos(), Math::max);
      }
      chain.requireNoFailure();
    }
    return done.getAsBoolean();
  }

  private boolean haveArrived(List<SentSample> sent) {
    return sent.stream()
        .allMatch(s -> newestNanos.getOrDefault(s.channel(), 0L) >= s.timestampNanos());
  }

  private boolean report(SampleComparison comparison) {
    comparison.differences().forEach(difference -> System.out.println("check: " + difference));
    System.out.printf(
        "check: %s, %,d samples of %d channels in %d topics compared, %d channels differ%n",
        comparison.isEqual() ? "equal" : "NOT EQUAL",
        comparison.samples(),
        comparison.channels(),
        topics.size(),
        comparison.differences().size());
    return comparison.isEqual() && comparison.samples() > 0;
  }
}
