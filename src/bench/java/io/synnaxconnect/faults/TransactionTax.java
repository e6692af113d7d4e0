package io.synnaxconnect.faults;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.SharedCluster;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What transactions cost: the same stored samples are replayed through real workers with and
 * without them, the arms in turn in every round. Prints a Markdown table of rates and of their
 * ratios to at-least-once.
 */
public final class TransactionTax {

  private static final int FRAMES = 300;
  private static final int ROWS_PER_FRAME = 1_000;
  private static final int CHANNELS = 2;
  private static final int SAMPLES = FRAMES * ROWS_PER_FRAME * CHANNELS;
  private static final int ROUNDS = 3;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long START = 1_700_000_000_000_000_000L;

  /** One way to run the connector. */
  private enum Arm {
    AT_LEAST_ONCE("at least once"),
    INTERVAL("exactly once, interval of 100 ms"),
    POLL("exactly once, transaction per poll of 100 records");

    private final String text;

    Arm(String text) {
      this.text = text;
    }

    private Map<String, String> settings() {
      return switch (this) {
        case AT_LEAST_ONCE -> Map.of("producer.override.enable.idempotence", "true");
        case INTERVAL ->
            Map.of(
                "exactly.once.support", "required",
                "transaction.boundary", "interval",
                "transaction.boundary.interval.ms", "100");
        case POLL ->
            Map.of(
                "exactly.once.support", "required",
                "transaction.boundary", "poll",
                "poll.max.records", "100");
      };
    }
  }

  private final LocalCluster cluster = SharedCluster.get();
  private final ConnectWorker plain = cluster.startWorker("tax-plain", worker("plain", Map.of()));
  private final ConnectWorker transactional =
      cluster.startWorker(
          "tax-transactional",
          worker("transactional", Map.of("exactly.once.source.support", "enabled")));

  private TransactionTax() {}

  /** Measures once. */
  public static void main(String[] args) throws Exception {
    new TransactionTax().run();
    System.exit(0);
  }

  private static Map<String, String> worker(String name, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("group.id", "tax-" + name);
    for (String storage : List.of("config", "offset", "status")) {
      settings.put(storage + ".storage.topic", "_tax_" + name + "_" + storage);
    }
    return settings;
  }

  private void run() throws Exception {
    Map<Arm, List<Double>> rates = new HashMap<>();
    try (Simulator simulator = Simulator.builder().start()) {
      fill(simulator);
      for (int round = 0; round <= ROUNDS; round++) {
        List<Arm> arms = new ArrayList<>(List.of(Arm.values()));
        Collections.rotate(arms, round);
        for (Arm arm : arms) {
          double rate = replay(simulator, arm, round);
          // The first round warms the workers up.
          if (round > 0) {
            rates.computeIfAbsent(arm, key -> new ArrayList<>()).add(rate);
          }
        }
      }
    }
    print(rates);
  }

  private static void fill(Simulator simulator) {
    long time = simulator.createIndex("time");
    long first = simulator.createChannel("first", DataType.FLOAT64, time);
    long second = simulator.createChannel("second", DataType.FLOAT64, time);
    try (SimulatedWriter writer = simulator.openWriter(time, first, second)) {
      for (int frame = 0; frame < FRAMES; frame++) {
        long[] stamps = new long[ROWS_PER_FRAME];
        double[] values = new double[ROWS_PER_FRAME];
        for (int row = 0; row < ROWS_PER_FRAME; row++) {
          stamps[row] = START + ((long) frame * ROWS_PER_FRAME + row) * 1_000_000;
          values[row] = row;
        }
        writer.write(
            SeriesData.timestamps(stamps), SeriesData.float64(values), SeriesData.float64(values));
      }
    }
  }

  /** Samples per second from the first to the last that a reader of committed records sees. */
  private double replay(Simulator simulator, Arm arm, int round) throws Exception {
    String name = "tax-" + arm.name().toLowerCase(Locale.ROOT) + "-" + round;
    ConnectWorker worker = arm == Arm.AT_LEAST_ONCE ? plain : transactional;
    createTopic(name);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(name)) {
      worker.rest().putConnector(name, config(simulator, arm, name));
      long deadline = System.nanoTime() + LIMIT.toNanos();
      long begun = 0;
      int first = 0;
      int seen = 0;
      while (seen < SAMPLES && System.nanoTime() < deadline) {
        seen += consumer.poll(Duration.ofMillis(50)).count();
        if (begun == 0 && seen > 0) {
          begun = System.nanoTime();
          first = seen;
        }
      }
      if (seen != SAMPLES) {
        throw new IllegalStateException(name + ": " + seen + " of " + SAMPLES + " samples came");
      }
      return (seen - first) / ((System.nanoTime() - begun) / 1e9);
    } finally {
      worker.rest().deleteConnector(name);
    }
  }

  private static Map<String, String> config(Simulator simulator, Arm arm, String name) {
    Map<String, String> config = new HashMap<>(arm.settings());
    config.put("connector.class", SynnaxSourceConnector.class.getName());
    config.put("tasks.max", "1");
    config.put("synnax.address", simulator.address());
    config.put("synnax.username", "synnax");
    config.put("synnax.password", "seldon");
    config.put("synnax.tls.enabled", "false");
    config.put("channels.include", "first, second");
    config.put("channels.virtual", "exclude");
    config.put("start.from", "earliest");
    config.put("topic", name);
    config.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    config.put("value.converter.schemas.enable", "false");
    return config;
  }

  private void createTopic(String name) throws Exception {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", cluster.bootstrapServers());
    try (Admin admin = Admin.create(properties)) {
      NewTopic topic = new NewTopic(name, 1, (short) 1).configs(Map.of("retention.ms", "-1"));
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer(String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", cluster.bootstrapServers(),
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false",
                "max.poll.records", "50000",
                "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(new TopicPartition(topic, 0)));
    return consumer;
  }

  private static void print(Map<Arm, List<Double>> rates) {
    System.out.println("| arm | samples/s, median of " + ROUNDS + " | of at least once |");
    System.out.println("|---|---|---|");
    double base = median(rates.getOrDefault(Arm.AT_LEAST_ONCE, List.of()));
    for (Arm arm : Arm.values()) {
      double rate = median(rates.getOrDefault(arm, List.of()));
      System.out.printf(Locale.ROOT, "| %s | %,.0f | %.2f |%n", arm.text, rate, rate / base);
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
