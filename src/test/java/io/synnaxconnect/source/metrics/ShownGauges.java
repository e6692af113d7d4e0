package io.synnaxconnect.source.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What is shown, to be looked at by name and tags. */
public final class ShownGauges implements Gauges {

  private final Map<String, Supplier<? extends Number>> shown = new TreeMap<>();

  @Override
  public void show(
      String name, String description, Map<String, String> tags, Supplier<? extends Number> value) {
    if (shown.put(id(name, tags), value) != null) {
      throw new IllegalArgumentException("is shown already, which Kafka refuses: " + name);
    }
  }

  @Override
  public void hide(String name, Map<String, String> tags) {
    shown.remove(id(name, tags));
  }

  @Override
  public void close() {
    shown.clear();
  }

  /** What stands now, as name and tags in order. */
  public Map<String, Number> values() {
    return shown.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, entry -> entry.getValue().get(), (a, b) -> a, TreeMap::new));
  }

  private static String id(String name, Map<String, String> tags) {
    return name + tags;
  }
}
