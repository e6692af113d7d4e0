package io.synnaxconnect.bench;

import io.synnaxconnect.bench.ChainStand.Worker;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.simulator.Simulator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * The connector against bridges that are written by hand in Python and JavaScript: the same frames,
 * the same broker, a JSON record for every sample. Of the connector all its threads count, of a
 * bridge its whole process.
 */
final class BridgesExperiment extends SlicedExperiment {

  private static final Load LOAD = new Load(RecordFormat.SAMPLE, 10, 100);
  private static final String OURS = "connector";
  private static final String PYTHON = "Python, grpcio + confluent-kafka";
  private static final String JAVASCRIPT = "JavaScript, kafkajs";

  private final ChainStand.Shared stand;
  private final List<String> notRun = new ArrayList<>();

  /** Each run has topics of its own. */
  private int runs;

  BridgesExperiment(ChainStand.Shared stand) {
    this.stand = stand;
  }

  /** Starts a bridge. */
  private interface Starter {
    Bridge start(String synnax, String bootstrapServers, String topic) throws Exception;
  }

  @Override
  public String name() {
    return "bridges";
  }

  @Override
  String title() {
    return "Against bridges by hand, JSON, " + LOAD + (notRun.isEmpty() ? "" : "; " + notRun);
  }

  @Override
  String unit() {
    return "sample";
  }

  @Override
  List<Arm> arms() throws Exception {
    Admin admin =
        open(Admin.create(Map.of("bootstrap.servers", stand.stand().cluster().bootstrapServers())));
    runs++;
    notRun.clear();
    List<Arm> arms = new ArrayList<>();
    arms.add(ours(admin, "bridge-ours-" + runs));
    add(arms, PYTHON, "bridge-python-" + runs, Bridge::python, admin);
    add(arms, JAVASCRIPT, "bridge-javascript-" + runs, Bridge::javascript, admin);
    return arms;
  }

  private Arm ours(Admin admin, String name) throws Exception {
    Worker worker = stand.worker();
    Simulator simulator = open(Simulator.builder().retainedSamples(500_000).start());
    WrittenGroup group = WrittenGroup.fromNowOn(simulator, 0, LOAD);
    create(admin, name);
    Map<String, String> config = new HashMap<>(ChainStand.ours(LOAD, name, 1, simulator.address()));
    config.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    config.put("value.converter.schemas.enable", "false");
    worker.create(name, config, 1);
    open(() -> worker.rest().deleteConnector(name));
    String connection = "synnax-127.0.0.1:" + simulator.port();
    Meter meter =
        Meter.threads(
            worker.jmx().threads(),
            thread -> thread.contains(name + "-") || thread.startsWith(connection));
    return new Arm(OURS, work(admin, name, group), meter, LOAD.samplesPerFrame());
  }

  /** A bridge that cannot be installed here is not run, and the report says so. */
  private void add(List<Arm> arms, String name, String topic, Starter starter, Admin admin)
      throws Exception {
    Simulator simulator = open(Simulator.builder().retainedSamples(500_000).start());
    WrittenGroup group = WrittenGroup.fromNowOn(simulator, 0, LOAD);
    create(admin, topic);
    try {
      Bridge bridge =
          open(
              starter.start(
                  simulator.address(), stand.stand().cluster().bootstrapServers(), topic));
      arms.add(new Arm(name, work(admin, topic, group), bridge.meter(), LOAD.samplesPerFrame()));
    } catch (IOException e) {
      notRun.add(name + " was not run: " + e.getMessage());
    }
  }

  /** A few frames at a time: what a slow bridge does not take, the cluster leaves out. */
  private static Work work(Admin admin, String topic, WrittenGroup group) {
    long[] expected = new long[1];
    return frames -> {
      for (long left = frames; left > 0; left -= ChainStand.FRAMES_AHEAD) {
        long next = Math.min(left, ChainStand.FRAMES_AHEAD);
        group.write(next);
        expected[0] += next * LOAD.recordsPerFrame();
        await(admin, topic, expected[0]);
      }
    };
  }

  private static void await(Admin admin, String topic, long records) throws Exception {
    long deadline = System.nanoTime() + ChainStand.LIMIT_NANOS;
    TopicPartition partition = new TopicPartition(topic, 0);
    while (admin
            .listOffsets(Map.of(partition, OffsetSpec.latest()))
            .partitionResult(partition)
            .get()
            .offset()
        < records) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(topic + ": less than " + records + " records came");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static void create(Admin admin, String topic) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
  }

  @Override
  List<Finding> findings(Map<String, BenchSamples> samples, Random random) {
    List<Finding> findings = new ArrayList<>();
    double[] ours = of(samples, OURS).cpuNanos();
    if (samples.containsKey(PYTHON)) {
      findings.add(times(PYTHON, of(samples, PYTHON).cpuNanos(), ours, 2.5, random));
    }
    if (samples.containsKey(JAVASCRIPT)) {
      findings.add(times(JAVASCRIPT, of(samples, JAVASCRIPT).cpuNanos(), ours, 8, random));
    }
    return findings;
  }

  private static Finding times(
      String name, double[] bridge, double[] ours, double least, Random random) {
    return Finding.compared(
        "samples per CPU second, connector ÷ " + name,
        Estimate.ofRatio(bridge, ours, random),
        "",
        Target.atLeast(least));
  }
}
