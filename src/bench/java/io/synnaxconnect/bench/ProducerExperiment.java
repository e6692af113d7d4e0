package io.synnaxconnect.bench;

import io.synnaxconnect.bench.ChainStand.Worker;
import io.synnaxconnect.convert.RecordFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the producer overrides of the example configurations are good for: records that are ready.
 */
final class ProducerExperiment extends SlicedExperiment {

  private static final Load LOAD = new Load(RecordFormat.SAMPLE, 10, 100);
  private static final String DEFAULT = "worker's default";
  private static final String RECOMMENDED = "linger 20 ms, batch 256 KiB, lz4";

  private final ChainStand.Shared stand;
  private final Map<String, Map<String, String>> ways = new LinkedHashMap<>();

  ProducerExperiment(ChainStand.Shared stand) {
    this.stand = stand;
    ways.put(DEFAULT, Map.of());
    ways.put("linger 20 ms, batch 256 KiB", Map.of("linger.ms", "20", "batch.size", "262144"));
    ways.put(RECOMMENDED, with("lz4"));
    ways.put("linger 20 ms, batch 256 KiB, zstd", with("zstd"));
  }

  private static Map<String, String> with(String compression) {
    return Map.of("linger.ms", "20", "batch.size", "262144", "compression.type", compression);
  }

  @Override
  public String name() {
    return "producer";
  }

  @Override
  String title() {
    return "Producer overrides, Avro, " + LOAD + ", records of the no-op connector";
  }

  @Override
  String unit() {
    return "sample";
  }

  private String connector(String way) {
    return "producer-" + List.copyOf(ways.keySet()).indexOf(way);
  }

  @Override
  List<Arm> arms() throws Exception {
    Worker worker = stand.worker();
    List<Arm> arms = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> way : ways.entrySet()) {
      String name = connector(way.getKey());
      worker.register(LOAD, name);
      Map<String, String> config = new HashMap<>(ChainStand.noop(LOAD, name, 1));
      config.keySet().removeIf(key -> key.startsWith("producer.override."));
      way.getValue().forEach((key, value) -> config.put("producer.override." + key, value));
      config.put("producer.override.enable.idempotence", "true");
      worker.create(name, config, 1);
      open(() -> worker.rest().deleteConnector(name));
      arms.add(arm(way.getKey(), name, worker));
    }
    return arms;
  }

  private static Arm arm(String way, String name, Worker worker) {
    long[] expected = new long[1];
    Work work =
        frames -> {
          worker.grant(name, 0, frames);
          expected[0] += frames * LOAD.recordsPerFrame();
          worker.awaitWritten(name, 1, expected[0]);
        };
    Meter meter = Meter.threads(worker.jmx().threads(), thread -> thread.contains(name + "-0"));
    return new Arm(way, work, meter, LOAD.samplesPerFrame());
  }

  @Override
  List<Finding> findings(Map<String, BenchSamples> samples, Random random) throws Exception {
    List<Finding> findings = new ArrayList<>();
    WorkerJmx jmx = stand.worker().jmx();
    double[] base = of(samples, DEFAULT).cpuNanos();
    for (String way : ways.keySet()) {
      double sent = jmx.producer(connector(way), 0, "record-send-total");
      if (!way.equals(DEFAULT)) {
        findings.add(
            Finding.compared(
                way + " ÷ default, task and producer threads",
                Estimate.ofRatio(of(samples, way).cpuNanos(), base, random),
                "",
                null));
      }
      findings.add(
          Finding.counted(
              way + ", to the broker",
              jmx.producer(connector(way), 0, "outgoing-byte-total") / sent,
              "B per sample",
              null));
      findings.add(
          Finding.counted(
              way + ", requests",
              jmx.producer(connector(way), 0, "request-total") / sent * 1e6,
              "per million samples",
              null));
    }
    return findings;
  }
}
