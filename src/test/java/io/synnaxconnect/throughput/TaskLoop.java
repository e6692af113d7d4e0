package io.synnaxconnect.throughput;

import com.sun.management.OperatingSystemMXBean;
import io.synnaxconnect.StoredContext;
import io.synnaxconnect.SynnaxSourceTask;
import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.telem.Channel;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The main class of the measured process: one task that reads every {@code signal_*} channel, and a
 * loop that polls and drops the records. Arguments: port, seconds to warm up, seconds to measure.
 * Prints one line of {@code name=value}.
 */
public final class TaskLoop {

  private static final String NAME = "throughput";

  private final SynnaxSourceTask task = new SynnaxSourceTask();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private TaskLoop() {}

  /** Measures once. */
  public static void main(String[] args) throws Exception {
    new TaskLoop()
        .run(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    System.exit(0);
  }

  private void run(int port, int warmUpSeconds, int seconds)
      throws InterruptedException, JMException {
    Map<String, String> properties = properties(port);
    task.initialize(new StoredContext(properties, Map.of()));
    task.start(properties);
    pollFor(warmUpSeconds);
    long cpuBefore = system.getProcessCpuTime();
    long samplesBefore = metric("synnax-samples-total");
    long shedBefore = metric("synnax-shed-frames-total");
    long started = System.nanoTime();
    pollFor(seconds);
    double elapsedSeconds = (System.nanoTime() - started) / 1e9;
    long samples = metric("synnax-samples-total") - samplesBefore;
    long cpuNanos = system.getProcessCpuTime() - cpuBefore;
    System.out.printf(
        Locale.ROOT,
        "samplesPerSecond=%d framesReceived=%d shedFrames=%d holes=%d cpuMicrosPerSample=%.2f"
            + " cores=%.2f peakHeapMiB=%d lagMillis=%d%n",
        (long) (samples / elapsedSeconds),
        metric("synnax-received-frames-total"),
        metric("synnax-shed-frames-total") - shedBefore,
        metric("synnax-holes-total"),
        samples == 0 ? 0.0 : (double) cpuNanos / 1_000 / samples,
        cpuNanos / 1e9 / elapsedSeconds,
        peakHeapBytes() >> 20,
        metric("synnax-lag-last-ms"));
    task.stop();
  }

  private static Map<String, String> properties(int port) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", NAME);
    properties.put("synnax.address", "127.0.0.1:" + port);
    properties.put("synnax.username", "synnax");
    properties.put("synnax.password", "seldon");
    properties.put("synnax.tls.enabled", "false");
    properties.put("channels.include", "signal_[0-9]+");
    properties.put("channels.max", "100000");
    properties.put("heartbeat.topic", "");
    properties.put("task.id", "0");
    properties.put("task.groups", groups(port));
    return properties;
  }

  private static String groups(int port) {
    SynnaxClientOptions options =
        new SynnaxClientOptions(
            "127.0.0.1",
            port,
            new SynnaxClientOptions.Credentials("synnax", "seldon"),
            SynnaxClientOptions.Tls.PLAINTEXT,
            SynnaxClientOptions.Limits.DEFAULT);
    try (SynnaxClient client = SynnaxClient.create(options)) {
      return ChannelKeyRanges.of(
              client.retrieveChannels().stream()
                  .filter(channel -> channel.name().startsWith("signal_") && !channel.isIndex())
                  .map(Channel::indexKey)
                  .toList())
          .toString();
    }
  }

  /** As Connect does, but for the producer. */
  private void pollFor(int seconds) throws InterruptedException {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (end - System.nanoTime() > 0) {
      List<SourceRecord> records = task.poll();
      if (records != null && records.isEmpty()) {
        throw new IllegalStateException("an empty list makes Connect poll again at once");
      }
    }
  }

  private static long metric(String attribute) throws JMException {
    ObjectName task = new ObjectName("kafka.connect:type=plugins,connector=" + NAME + ",task=0");
    Object value = ManagementFactory.getPlatformMBeanServer().getAttribute(task, attribute);
    return ((Number) value).longValue();
  }

  private static long peakHeapBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }
}
