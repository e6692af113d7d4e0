package io.synnaxconnect.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A list that whoever runs the worker sets, and no configuration can: as a system property, or
 * under the same name in capitals with underscores in the environment. The property counts more.
 */
final class WorkerSetting {

  private final String property;

  WorkerSetting(String property) {
    this.property = property;
  }

  /** The entries between commas; empty if nothing is set. */
  List<String> entries() {
    String value = System.getProperty(property);
    if (value == null) {
      value = System.getenv(variable());
    }
    return value == null
        ? List.of()
        : Arrays.stream(value.split(",", -1))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .toList();
  }

  private String variable() {
    return property.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
