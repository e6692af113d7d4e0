package io.synnaxconnect;

import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;

/** A task with what Connect gives it: a configuration, stored offsets, and a thread that polls. */
public final class TestTask implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** What Connect has stored; a test may put offsets here before the start. */
  public final Map<Map<String, ?>, Map<String, Object>> storedOffsets = new ConcurrentHashMap<>();

  public final Map<String, String> properties = new HashMap<>();
  private final String name = "test-" + System.nanoTime();
  private final SynnaxSourceTask task;

  public TestTask(String address, long... groupKeys) {
    this(TaskEnvironment::system, address, groupKeys);
  }

  public TestTask(Supplier<TaskEnvironment> environment, String address, long... groupKeys) {
    this(connection -> connection, environment, address, groupKeys);
  }

  /** A task whose connection is not what it seems. */
  public TestTask(
      UnaryOperator<SynnaxCluster> disguise,
      Supplier<TaskEnvironment> environment,
      String address,
      long... groupKeys) {
    task =
        new SynnaxSourceTask(
            endpoints -> disguise.apply(SynnaxClient.create(endpoints)), environment);
    task.initialize(new StoredContext(properties, storedOffsets));
    properties.put("name", name);
    properties.put("synnax.address", address);
    properties.put("synnax.username", "synnax");
    properties.put("synnax.password", "seldon");
    properties.put("synnax.tls.enabled", "false");
    properties.put("channels.include", ".*");
    properties.put("poll.timeout.ms", "20");
    properties.put("delivery", "live");
    // Records beside the samples, for tests that want them.
    properties.put("heartbeat.topic", "");
    properties.put("task.id", "0");
    properties.put(
        "task.groups", ChannelKeyRanges.of(Arrays.stream(groupKeys).boxed().toList()).toString());
  }

  public TestTask with(String key, String value) {
    properties.put(key, value);
    return this;
  }

  public TestTask start() {
    task.start(properties);
    return this;
  }

  /** One poll; nothing as empty list. */
  public List<SourceRecord> poll() throws InterruptedException {
    List<SourceRecord> records = task.poll();
    return records == null ? List.of() : records;
  }

  /** Polls until so many records came. */
  public List<SourceRecord> poll(int count) throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (records.size() < count) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("only " + records.size() + " of " + count + " records came");
      }
      records.addAll(poll());
    }
    return records;
  }

  /** Polls until the task fails. */
  public RuntimeException pollUntilFailure() throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        poll();
      } catch (RuntimeException e) {
        return e;
      }
    }
    throw new AssertionError("the task did not fail");
  }

  /** Connect has sent a record, or has dropped it. */
  void commit(SourceRecord record, boolean isSent) {
    RecordMetadata metadata =
        new RecordMetadata(new TopicPartition(record.topic(), 0), 0, 0, 0, 0, 0);
    task.commitRecord(record, isSent ? metadata : null);
  }

  void stop() {
    task.stop();
  }

  /** What JMX shows. */
  public long metric(String attribute) throws JMException {
    Object value =
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(new ObjectName(objectName()), attribute);
    return ((Number) value).longValue();
  }

  String objectName() {
    return "kafka.connect:type=plugins,connector=" + name + ",task=0";
  }

  /** Names of the threads that serve this task. */
  public List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(thread -> thread.contains(name))
        .toList();
  }

  @Override
  public void close() {
    task.stop();
  }
}
