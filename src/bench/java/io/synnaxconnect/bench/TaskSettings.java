package io.synnaxconnect.bench;

import java.util.HashMap;
import java.util.Map;

/** Settings that connectors and tasks of the benchmark share. */
final class TaskSettings {

  private TaskSettings() {}

  /** How all {@code signal_*} channels of a cluster without TLS become records of a load. */
  static Map<String, String> reading(String address, Load load) {
    Map<String, String> settings = new HashMap<>();
    settings.put("synnax.address", address);
    settings.put("synnax.username", "synnax");
    settings.put("synnax.password", "seldon");
    settings.put("synnax.tls.enabled", "false");
    settings.put("channels.include", "signal_.*");
    settings.put("record.format", load.formatText());
    return settings;
  }

  /** The same for a task with one group. */
  static Map<String, String> ofTask(String name, String address, Load load, long groupKey) {
    Map<String, String> settings = reading(address, load);
    settings.put("name", name);
    settings.put("task.id", "0");
    settings.put("task.groups", Long.toString(groupKey));
    return settings;
  }
}
