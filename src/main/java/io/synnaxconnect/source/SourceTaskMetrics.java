package io.synnaxconnect.source;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counters of one task, visible over JMX as {@code
 * io.synnaxconnect:type=source-task,connector="...",task="..."}. Any thread may count.
 */
public final class SourceTaskMetrics implements DynamicMBean, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SourceTaskMetrics.class);
  private static final Map<String, TaskMetric> BY_ATTRIBUTE =
      Arrays.stream(TaskMetric.values())
          .collect(Collectors.toUnmodifiableMap(TaskMetric::attribute, Function.identity()));

  /** Who stands under which name, so that a late stop does not remove its successor. */
  private static final Map<ObjectName, SourceTaskMetrics> REGISTERED = new ConcurrentHashMap<>();

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final ObjectName objectName;
  private final FrameBuffer buffer;
  private final Map<TaskMetric, AtomicLong> values = new EnumMap<>(TaskMetric.class);

  SourceTaskMetrics(TaskName name, FrameBuffer buffer) {
    this.objectName = objectName(name);
    this.buffer = buffer;
    for (TaskMetric metric : TaskMetric.values()) {
      values.put(metric, new AtomicLong());
    }
  }

  static ObjectName objectName(TaskName name) {
    try {
      return new ObjectName(
          "io.synnaxconnect:type=source-task,connector="
              + ObjectName.quote(name.connector())
              + ",task="
              + ObjectName.quote(name.task()));
    } catch (JMException e) {
      throw new IllegalStateException("quoted names are always legal", e);
    }
  }

  /** Shows the counters; takes the place of a task of the same name that did not stop. */
  void register() {
    try {
      if (server.isRegistered(objectName)) {
        server.unregisterMBean(objectName);
      }
      server.registerMBean(this, objectName);
      REGISTERED.put(objectName, this);
    } catch (JMException e) {
      LOG.warn("The task runs without metrics: mbean={}", objectName, e);
    }
  }

  @Override
  public void close() {
    try {
      if (REGISTERED.remove(objectName, this) && server.isRegistered(objectName)) {
        server.unregisterMBean(objectName);
      }
    } catch (JMException e) {
      LOG.warn("The metrics of a stopped task stay visible: mbean={}", objectName, e);
    }
  }

  /** Counts. */
  void add(TaskMetric metric, long amount) {
    stored(metric).addAndGet(amount);
  }

  /** Sets what is measured and not counted. */
  void set(TaskMetric metric, long value) {
    stored(metric).set(value);
  }

  private AtomicLong stored(TaskMetric metric) {
    return Objects.requireNonNull(values.get(metric));
  }

  /** What stands now. */
  Number value(TaskMetric metric) {
    return switch (metric) {
      case BUFFER_USED_BYTES -> buffer.usedBytes();
      case BUFFER_MAX_BYTES -> buffer.maxBytes();
      case BUFFER_FILL_RATIO -> (double) buffer.usedBytes() / buffer.maxBytes();
      case RECORDS_TOTAL,
          SAMPLES_TOTAL,
          RECEIVED_FRAMES_TOTAL,
          RECEIVED_BYTES_TOTAL,
          HOLES_TOTAL,
          SKIPPED_SAMPLES_TOTAL,
          SHED_FRAMES_TOTAL,
          SHED_SAMPLES_TOTAL,
          SAMPLES_WITHOUT_INDEX_TOTAL,
          HISTORY_ROWS_TOTAL,
          GAPS_OPEN,
          GAPS_REPAIRED_TOTAL,
          GAPS_UNRECOVERABLE_TOTAL,
          LOST_ROWS_TOTAL,
          LATE_ROWS_TOTAL,
          FUTURE_BLOCKS_TOTAL,
          SHED_LATE_TOTAL,
          HISTORY_FAILURES_TOTAL,
          STALLS_TOTAL,
          GROUPS_REPAIRING,
          MALFORMED_FRAMES_TOTAL,
          CONVERSION_ERRORS_TOTAL,
          OVERSIZED_SAMPLES_TOTAL,
          STATUS_DROPPED_TOTAL,
          LOGINS_TOTAL,
          RECONNECTS_TOTAL,
          CHANNELS,
          CHANNELS_REFUSED,
          STREAM_OPEN,
          NEWEST_SAMPLE_LAG_MILLIS ->
          stored(metric).get();
    };
  }

  @Override
  public Number getAttribute(String attribute) throws AttributeNotFoundException {
    TaskMetric metric = BY_ATTRIBUTE.get(attribute);
    if (metric == null) {
      throw new AttributeNotFoundException(attribute);
    }
    return value(metric);
  }

  @Override
  public AttributeList getAttributes(String[] attributes) {
    AttributeList list = new AttributeList();
    for (String attribute : attributes) {
      TaskMetric metric = BY_ATTRIBUTE.get(attribute);
      if (metric != null) {
        list.add(new Attribute(attribute, value(metric)));
      }
    }
    return list;
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName() + " cannot be set");
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public Object invoke(String action, Object[] arguments, String[] signature) {
    throw new UnsupportedOperationException("no operations: " + action);
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    MBeanAttributeInfo[] attributes =
        Arrays.stream(TaskMetric.values())
            .map(SourceTaskMetrics::describe)
            .toArray(MBeanAttributeInfo[]::new);
    return new MBeanInfo(
        getClass().getName(),
        "A task of the Synnax source connector",
        attributes,
        null,
        null,
        null);
  }

  private static MBeanAttributeInfo describe(TaskMetric metric) {
    String type = metric == TaskMetric.BUFFER_FILL_RATIO ? "double" : "long";
    return new MBeanAttributeInfo(
        metric.attribute(), type, metric.description(), true, false, false);
  }
}
