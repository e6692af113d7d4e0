package io.synnaxconnect.bench;

import io.synnaxconnect.bench.ChainStand.Worker;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.simulator.Simulator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * How fast stored samples are replayed through the whole chain: from history to what a reader of
 * committed records may read. All processes share the machine.
 */
final class RatesExperiment implements Experiment {

  /** A worker of its own for transactions has to be as warm as the one without. */
  private static final int WARM_UP_ROUNDS = 3;

  private static final int ROUNDS = 7;
  private static final int GROUPS = 2;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(4);
  private static final long START = 1_700_000_000_000_000_000L;

  private static final Load SAMPLE = new Load(RecordFormat.SAMPLE, 10, 100);

  /**
   * One way to run.
   *
   * @param frames stored in each group
   * @param target least samples a second, 0 for none
   */
  private record Way(
      String name, Load load, long frames, Map<String, String> settings, double target) {
    /** A topic of rows is that of one group. */
    int groups() {
      return load.format() == RecordFormat.ROW ? 1 : GROUPS;
    }

    boolean isExactlyOnce() {
      return settings.containsKey("exactly.once.support");
    }
  }

  private static final List<Way> WAYS =
      List.of(
          new Way("`sample`, at least once", SAMPLE, 3_000, Map.of(), 500_000),
          new Way("`sample`, exactly once, interval of 100 ms", SAMPLE, 3_000, interval(), 250_000),
          new Way("`sample`, exactly once, poll of 100 records", SAMPLE, 3_000, poll(), 0),
          new Way("`series`", new Load(RecordFormat.SERIES, 10, 1_000), 1_000, Map.of(), 4_000_000),
          new Way(
              "`row` of 100 channels",
              new Load(RecordFormat.ROW, 100, 100),
              1_000,
              Map.of(),
              2_500_000),
          new Way(
              "`packed`", new Load(RecordFormat.PACKED, 10, 1_000), 2_000, Map.of(), 10_000_000));

  private final ChainStand.Shared stand;

  RatesExperiment(ChainStand.Shared stand) {
    this.stand = stand;
  }

  private static Map<String, String> interval() {
    return Map.of(
        "exactly.once.support", "required",
        "transaction.boundary", "interval",
        "transaction.boundary.interval.ms", "100",
        "channels.virtual", "exclude");
  }

  private static Map<String, String> poll() {
    return Map.of(
        "exactly.once.support", "required",
        "transaction.boundary", "poll",
        "poll.max.records", "100",
        "channels.virtual", "exclude");
  }

  @Override
  public String name() {
    return "rates";
  }

  @Override
  public Result run(Plan plan) throws Exception {
    Random random = new Random(plan.seed());
    Map<Way, List<Double>> rates = new HashMap<>();
    try (Worker transactional =
        stand.stand().startWorker("bench-eos", Map.of("exactly.once.source.support", "enabled"))) {
      for (Way way : WAYS) {
        Worker worker = way.isExactlyOnce() ? transactional : stand.worker();
        worker.register(way.load(), topic(way));
      }
      for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
        List<Way> order = new ArrayList<>(WAYS);
        Collections.shuffle(order, random);
        for (Way way : order) {
          double rate = replay(way, way.isExactlyOnce() ? transactional : stand.worker(), round);
          if (round >= WARM_UP_ROUNDS) {
            rates.computeIfAbsent(way, key -> new ArrayList<>()).add(rate);
          }
        }
      }
    }
    return Result.counted(
        name(),
        "Rates of a replay, Avro, " + GROUPS + " tasks, `row` one, " + ROUNDS + " rounds",
        plan,
        findings(rates, random));
  }

  private static String topic(Way way) {
    return "rates-" + WAYS.indexOf(way);
  }

  private double replay(Way way, Worker worker, int round) throws Exception {
    String name = topic(way) + "-" + round;
    try (Simulator simulator = Simulator.builder().start();
        Admin admin =
            Admin.create(Map.of("bootstrap.servers", stand.stand().cluster().bootstrapServers()))) {
      for (int group = 0; group < way.groups(); group++) {
        new WrittenGroup(simulator, group, way.load(), START).write(way.frames());
      }
      Map<String, String> config =
          ChainStand.ours(way.load(), topic(way), way.groups(), simulator.address());
      config.put("start.from", "earliest");
      config.putAll(way.settings());
      long begin = end(admin, topic(way));
      worker.create(name, config, way.groups());
      double records = recordsPerSecond(admin, way, begin, new Progress(worker.jmx(), name, way));
      // History comes in pieces of its own, so that records are not those of the frames.
      double samplesPerRecord = new Progress(worker.jmx(), name, way).samplesPerRecord();
      worker.rest().deleteConnector(name);
      return records * samplesPerRecord;
    }
  }

  /** What the tasks of a connector have handed over. */
  private record Progress(WorkerJmx jmx, String name, Way way) {

    private long sum(String attribute) throws Exception {
      long sum = 0;
      for (int task = 0; task < way.groups(); task++) {
        sum += (long) jmx.task(name, task, attribute);
      }
      return sum;
    }

    double samplesPerRecord() throws Exception {
      return (double) sum("synnax-samples-total") / sum("synnax-records-total");
    }

    /** Whether all that is stored was handed over, and so many records are there. */
    boolean isDone(long records) throws Exception {
      return sum("synnax-samples-total")
              >= way.groups() * way.frames() * way.load().samplesPerFrame()
          && records >= sum("synnax-records-total");
    }
  }

  /** From the first records that are there to the last, or for four seconds. */
  private static double recordsPerSecond(Admin admin, Way way, long begin, Progress progress)
      throws Exception {
    long deadline = System.nanoTime() + ChainStand.LIMIT_NANOS;
    long firstNanos = 0;
    long firstCount = 0;
    while (System.nanoTime() < deadline) {
      long count = end(admin, topic(way)) - begin;
      long now = System.nanoTime();
      if (firstNanos == 0 && count > 0) {
        firstNanos = now;
        firstCount = count;
      }
      if (firstNanos > 0 && (progress.isDone(count) || now - firstNanos > LIMIT_NANOS)) {
        return (count - firstCount) / ((now - firstNanos) / 1e9);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new IllegalStateException(way.name() + ": nothing came");
  }

  /** Where committed records end; markers of transactions count too, a few a second. */
  private static long end(Admin admin, String topic) throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    if (!admin.listTopics().names().get().contains(topic)) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
    return admin
        .listOffsets(
            Map.of(partition, OffsetSpec.latest()),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .partitionResult(partition)
        .get()
        .offset();
  }

  private static List<Finding> findings(Map<Way, List<Double>> rates, Random random) {
    List<Finding> findings = new ArrayList<>();
    for (Way way : WAYS) {
      Target target = way.target() == 0 ? null : Target.atLeast(way.target());
      Estimate rate = Estimate.of(of(rates, way), random);
      findings.add(Finding.measured(way.name(), rate, "samples/s", target));
    }
    double[] interval = of(rates, WAYS.get(1));
    findings.add(
        Finding.measured(
            "exactly once, interval ÷ at least once",
            Estimate.ofRatio(interval, of(rates, WAYS.get(0)), random),
            "",
            Target.atLeast(0.85)));
    findings.add(
        Finding.measured(
            "interval ÷ poll of 100 records",
            Estimate.ofRatio(interval, of(rates, WAYS.get(2)), random),
            "",
            Target.atLeast(5)));
    return findings;
  }

  private static double[] of(Map<Way, List<Double>> rates, Way way) {
    return rates.getOrDefault(way, List.of()).stream().mapToDouble(Double::doubleValue).toArray();
  }
}
