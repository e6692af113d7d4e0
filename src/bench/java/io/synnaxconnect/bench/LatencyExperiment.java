package io.synnaxconnect.bench;

import io.synnaxconnect.bench.ChainStand.Worker;
import io.synnaxconnect.bench.noop.NoopSourceTask;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxClientOptions.Credentials;
import io.synnaxconnect.client.SynnaxClientOptions.Limits;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How old samples are when a consumer gets them: 20 channels, one row every millisecond. A row
 * carries the time at which it was due, not at which it was sent, so that a stall counts for
 * everything that it delays.
 */
final class LatencyExperiment implements Experiment {

  private static final Load LOAD = new Load(RecordFormat.SAMPLE, 20, 1);
  private static final int ROWS = 5_000;
  private static final int ROUNDS = 8;
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int HEADER_BYTES = 5;

  private final ChainStand.Shared stand;

  LatencyExperiment(ChainStand.Shared stand) {
    this.stand = stand;
  }

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public Result run(Plan plan) throws Exception {
    Worker worker = stand.worker();
    try (Simulator simulator = Simulator.builder().retainedSamples(100_000).start();
        KafkaConsumer<byte[], byte[]> noopConsumer = consumer("latency-noop");
        KafkaConsumer<byte[], byte[]> ourConsumer = consumer("latency-ours")) {
      WrittenGroup group = new WrittenGroup(simulator, 0, LOAD, nowNanos());
      create(worker, "latency-noop", ChainStand.noop(LOAD, "latency-noop", 1));
      create(worker, "latency-ours", ChainStand.ours(LOAD, "latency-ours", 1, simulator.address()));
      skipFirstRow(noopConsumer);
      skipFirstRow(ourConsumer);
      Histogram noop = new Histogram(3);
      Histogram ours = new Histogram(3);
      for (int round = 0; round <= ROUNDS; round++) {
        worker.grant("latency-noop", 0, ROWS);
        Histogram noopRound = read(noopConsumer);
        Thread writer = startWriting(group);
        Histogram ourRound = read(ourConsumer);
        writer.join();
        // The first round warms up.
        if (round > 0) {
          noop.add(noopRound);
          ours.add(ourRound);
        }
      }
      worker.rest().deleteConnector("latency-noop");
      worker.rest().deleteConnector("latency-ours");
      List<Finding> findings = findings(ours, noop);
      double client = millis(readByClient(simulator, group), 50);
      findings.add(Finding.counted("p50, stamp to client, without Kafka", client, "ms", null));
      return Result.counted(
          name(),
          "Latency at 20,000 samples/s, linger 0, from the stamp of a sample to the consumer",
          plan,
          findings);
    }
  }

  /** It made the schema known. */
  private static void skipFirstRow(KafkaConsumer<byte[], byte[]> consumer) {
    consumer.assignment().forEach(topic -> consumer.seek(topic, LOAD.recordsPerFrame()));
  }

  private static void create(Worker worker, String name, Map<String, String> config)
      throws Exception {
    worker.register(LOAD, name);
    Map<String, String> quick = new HashMap<>(config);
    quick.put("producer.override.linger.ms", "0");
    quick.put(NoopSourceTask.PACED, "true");
    worker.create(name, quick, 1);
  }

  /** What of it passes before our task has a row: by the client alone, in rounds of its own. */
  private static Histogram readByClient(Simulator simulator, WrittenGroup group) throws Exception {
    Histogram ages = new Histogram(3);
    SynnaxClientOptions options =
        new SynnaxClientOptions(
            "127.0.0.1",
            simulator.port(),
            new Credentials("synnax", "seldon"),
            Tls.PLAINTEXT,
            Limits.DEFAULT);
    String[] names = group.channelNames();
    try (SynnaxClient client = SynnaxClient.create(options);
        Streamer streamer = client.openStreamer(names)) {
      for (int round = 0; round <= ROUNDS; round++) {
        Thread writer = startWriting(group);
        for (int row = 0; row < ROWS; row++) {
          Frame frame = streamer.read(Duration.ofNanos(LIMIT_NANOS));
          Series stamps = frame == null ? null : frame.get(names[0]);
          if (stamps == null) {
            throw new IllegalStateException("client: only " + row + " of " + ROWS + " rows came");
          }
          if (round > 0) {
            ages.recordValue(Math.max(0, nowNanos() - stamps.timeStampAt(0).nanos()));
          }
        }
        writer.join();
      }
    }
    return ages;
  }

  private static Thread startWriting(WrittenGroup group) {
    Thread writer = new Thread(() -> write(group), "latency-writer");
    writer.start();
    return writer;
  }

  private static void write(WrittenGroup group) {
    long due = nowNanos();
    for (int row = 0; row < ROWS; row++) {
      due += PERIOD_NANOS;
      LockSupport.parkNanos(due - nowNanos());
      group.write(due, 0);
    }
  }

  /** One for each topic: a fetch of another topic that is under way would delay the first rows. */
  private KafkaConsumer<byte[], byte[]> consumer(String topic) throws Exception {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", stand.stand().cluster().bootstrapServers(),
                "auto.offset.reset", "latest",
                "enable.auto.commit", "false",
                "max.poll.records", "50000"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(new TopicPartition(topic, 0)));
    return consumer;
  }

  /** The ages of the samples of one round; rows that come together are younger than each other. */
  private static Histogram read(KafkaConsumer<byte[], byte[]> consumer) {
    Histogram ages = new Histogram(3);
    long expected = ROWS * LOAD.recordsPerFrame();
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (ages.getTotalCount() < expected) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            consumer.assignment() + ": " + ages.getTotalCount() + " of " + expected + " came");
      }
      var records = consumer.poll(Duration.ofMillis(100));
      long now = nowNanos();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        ages.recordValue(Math.max(0, now - timestamp(record.value())));
      }
    }
    return ages;
  }

  /** Second field of a sample in Avro, behind the id of the schema and the channel's name. */
  private static long timestamp(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value).position(HEADER_BYTES);
    int nameBytes = (int) zigzag(in);
    return zigzag(in.position(in.position() + nameBytes));
  }

  private static long zigzag(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      value |= (next & 0x7fL) << shift;
      shift += 7;
    } while (next < 0);
    return (value >>> 1) ^ -(value & 1);
  }

  private static List<Finding> findings(Histogram ours, Histogram noop) {
    List<Finding> findings = new ArrayList<>();
    for (double percentile : new double[] {50, 99, 99.9}) {
      String name = "p" + (percentile == 99.9 ? "99.9" : Integer.toString((int) percentile));
      findings.add(Finding.counted(name + ", connector", millis(ours, percentile), "ms", null));
      findings.add(Finding.counted(name + ", no-op", millis(noop, percentile), "ms", null));
    }
    findings.add(
        Finding.counted(
            "p50, connector − no-op",
            millis(ours, 50) - millis(noop, 50),
            "ms",
            Target.atMost(0.5)));
    findings.add(
        Finding.counted(
            "p99, connector ÷ no-op", millis(ours, 99) / millis(noop, 99), "", Target.atMost(1.3)));
    return findings;
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }

  private static long nowNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
