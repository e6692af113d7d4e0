package io.synnaxconnect;

import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.source.ChannelSelection;
import io.synnaxconnect.source.SourceTaskOptions;
import io.synnaxconnect.telem.IndexGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/** The connector's configuration with one task's share of the index groups. */
final class SynnaxSourceTaskConfig {

  /** Group keys, comma separated; see {@link IndexGroup#groupKey}. */
  static final String TASK_GROUPS = "task.groups";

  /** The task's number inside the connector, from 0. */
  static final String TASK_ID = "task.id";

  private final SynnaxSourceConnectorConfig connector;
  private final String connectorName;
  private final String taskId;
  private final Set<Long> groupKeys;

  /**
   * Reads what {@link #properties} wrote.
   *
   * @throws ConfigException with a sentence on every problem of the connector's part, or on a
   *     missing part of the task
   */
  SynnaxSourceTaskConfig(Map<String, String> properties) {
    this.connector = new SynnaxSourceConnectorConfig(properties);
    this.connectorName = properties.getOrDefault("name", "synnax");
    this.taskId = written(properties, TASK_ID);
    this.groupKeys = Checks.unsignedNumbers(written(properties, TASK_GROUPS));
  }

  private static String written(Map<String, String> properties, String key) {
    String value = properties.get(key);
    if (value == null) {
      throw new ConfigException(
          key + ": is missing in a task's configuration; the connector sets it, restart it");
    }
    return value;
  }

  /** A task's configuration: everything of the connector's, and the task's share. */
  static Map<String, String> properties(
      Map<String, String> connectorProperties, int taskId, List<IndexGroup> groups) {
    Map<String, String> properties = new HashMap<>(connectorProperties);
    properties.put(TASK_ID, Integer.toString(taskId));
    properties.put(
        TASK_GROUPS,
        groups.stream()
            .map(group -> Long.toString(group.groupKey()))
            .collect(Collectors.joining(",")));
    return properties;
  }

  /** The connector's name, for logs, threads and metrics. */
  String connectorName() {
    return connectorName;
  }

  /** The task's number, for logs, threads and metrics. */
  String taskId() {
    return taskId;
  }

  /** The groups that are this task's, see {@link IndexGroup#groupKey}. */
  Set<Long> groupKeys() {
    return groupKeys;
  }

  SynnaxClientOptions clientOptions() {
    return connector.clientOptions();
  }

  ChannelSelection selection() {
    return connector.selection();
  }

  RecordOptions recordOptions() {
    return connector.recordOptions();
  }

  SourceTaskOptions taskOptions() {
    return connector.taskOptions();
  }
}
