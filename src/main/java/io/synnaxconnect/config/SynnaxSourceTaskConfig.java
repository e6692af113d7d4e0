package io.synnaxconnect.config;

import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.InstantOffset;
import io.synnaxconnect.source.channels.ChannelAdmission;
import io.synnaxconnect.source.channels.GroupOwnership;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.runtime.TaskName;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.ForeignText;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigException;

/** The connector's configuration with one task's share of the index groups. */
public final class SynnaxSourceTaskConfig {

  private final SynnaxSourceConnectorConfig connector;
  private final String connectorName;
  private final String taskId;
  private final GroupOwnership ownership;
  private final Set<Long> refusedKeys;
  private final Map<String, TimeStamp> replacements;
  private final Set<Long> newGroupKeys;
  private final Map<String, InstantOffset> instants;

  /**
   * Reads what {@link #assigned} or {@link #shard} wrote.
   *
   * @throws ConfigException with a sentence for every problem of the connector's part, or for a
   *     missing part of the task
   */
  public SynnaxSourceTaskConfig(Map<String, String> properties) {
    this.connector = new SynnaxSourceConnectorConfig(properties);
    this.connectorName = properties.getOrDefault("name", "synnax");
    this.taskId = required(properties, Settings.TASK_ID);
    int task = number(properties, Settings.TASK_ID);
    this.ownership =
        connector.assignsByTask()
            ? new GroupOwnership.Shard(task, number(properties, Settings.TASK_COUNT))
            : new GroupOwnership.Listed(
                read(properties, Settings.TASK_GROUPS, SynnaxSourceTaskConfig::keys));
    this.refusedKeys = keysIfAny(properties, Settings.TASK_REFUSED);
    this.replacements =
        properties.containsKey(Settings.TASK_REPLACEMENT)
            ? read(properties, Settings.TASK_REPLACEMENT, SynnaxSourceTaskConfig::replacements)
            : Map.of();
    this.newGroupKeys = keysIfAny(properties, Settings.TASK_NEW_GROUPS);
    this.instants = instants(properties);
  }

  private Map<String, InstantOffset> instants(Map<String, String> properties) {
    Map<String, InstantOffset> found = new HashMap<>();
    for (String key : connector.namedRanges().keySet()) {
      TimeStamp instant =
          read(properties, Settings.TASK_PREFIX + key, text -> new TimeStamp(Long.parseLong(text)));
      boolean isStop = key.equals(Settings.STOP_AT);
      String openRange = isStop ? properties.get(Settings.TASK_OPEN_RANGE) : null;
      found.put(key, new InstantOffset(instant, openRange));
    }
    return found;
  }

  private static int number(Map<String, String> properties, String key) {
    return read(properties, key, Integer::parseInt);
  }

  private static Set<Long> keysIfAny(Map<String, String> properties, String key) {
    return properties.containsKey(key)
        ? read(properties, key, SynnaxSourceTaskConfig::keys)
        : Set.of();
  }

  private static <T> T read(
      Map<String, String> properties, String key, Function<String, T> parser) {
    String text = required(properties, key);
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ConfigException(
          key
              + ": '"
              + ForeignText.name(text)
              + "' is not what the connector writes; restart the connector, which sets it");
    }
  }

  private static Set<Long> keys(String ranges) {
    return Set.copyOf(ChannelKeyRanges.parse(ranges).keys());
  }

  private static Map<String, TimeStamp> replacements(String text) {
    int sign = text.indexOf('=');
    long nanos = Long.parseLong(text.substring(sign + 1));
    return Map.of(text.substring(0, sign), new TimeStamp(nanos));
  }

  private static String required(Map<String, String> properties, String key) {
    String value = properties.get(key);
    if (value == null) {
      throw new ConfigException(
          key + ": is missing in a task's configuration; restart the connector, which sets it");
    }
    return value;
  }

  /**
   * The configuration of a task: that of the connector, and the task's groups.
   *
   * @param refusedKeys channels that no task delivers
   * @param newGroupKeys groups, of any task, that appeared while the connector ran
   */
  public static Map<String, String> assigned(
      Map<String, String> connectorProperties,
      int taskId,
      List<IndexGroup> groups,
      Set<Long> refusedKeys,
      Set<Long> newGroupKeys) {
    List<Long> groupKeys = groups.stream().map(IndexGroup::groupKey).toList();
    Map<String, String> properties = new HashMap<>(connectorProperties);
    properties.put(Settings.TASK_ID, Integer.toString(taskId));
    properties.put(Settings.TASK_GROUPS, ChannelKeyRanges.of(groupKeys).toString());
    putKeys(properties, Settings.TASK_REFUSED, refusedKeys);
    // Of its own groups only: a task restarts if its configuration differs.
    putKeys(
        properties,
        Settings.TASK_NEW_GROUPS,
        groupKeys.stream().filter(newGroupKeys::contains).toList());
    return properties;
  }

  private static void putKeys(Map<String, String> properties, String key, Collection<Long> keys) {
    if (!keys.isEmpty()) {
      properties.put(key, ChannelKeyRanges.of(keys).toString());
    }
  }

  /** The configuration of a task: that of the connector, with number and count of the tasks. */
  public static Map<String, String> shard(
      Map<String, String> connectorProperties, int taskId, int taskCount) {
    Map<String, String> properties = new HashMap<>(connectorProperties);
    properties.put(Settings.TASK_ID, Integer.toString(taskId));
    properties.put(Settings.TASK_COUNT, Integer.toString(taskCount));
    return properties;
  }

  /** What the task has to do. */
  public TaskPlan plan() {
    return new TaskPlan(
        new TaskName(connectorName, taskId),
        new ChannelAdmission(connector.admissionRules(), refusedKeys),
        connector.omitsDenied() ? Optional.of(this::tried) : Optional.empty(),
        connector.selection().exact(),
        ownership,
        connector.selectsByKey(),
        connector.taskOptions(replacements, newGroupKeys, instants));
  }

  /**
   * What a stream of this task carries, except what the connector refuses. A task that finds its
   * groups itself tries those of the others too: a guardrail does not count what is omitted.
   */
  private List<Channel> tried(List<Channel> channels) {
    return connector.streamed(
        channels,
        group -> connector.assignsByTask() || ownership.owns(group),
        channel -> !refusedKeys.contains(channel.key()));
  }

  /** The addresses of the cluster, in the order in which this task tries them. */
  public SynnaxEndpoints endpoints() {
    SynnaxEndpoints all = connector.endpoints();
    if (!connector.spreadsOverAddresses()) {
      return all;
    }
    List<Supplier<SynnaxClientOptions>> ordered = new ArrayList<>(all.each());
    Collections.rotate(ordered, -Integer.parseInt(taskId));
    return new SynnaxEndpoints(ordered);
  }

  /** Logs if the heap limits the size of messages, or should. */
  public void reportMessageLimit() {
    connector.reportMessageLimit();
  }

  public RecordOptions recordOptions() {
    return connector.recordOptions();
  }
}
