package io.synnaxconnect.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;

/** The values of a valid configuration, each as the type of its key. */
final class ConfigValues {

  private final Map<String, Object> values;

  /** Reads values that {@link ParsedConfig} has parsed and found valid. */
  ConfigValues(Map<String, Object> values) {
    this.values = values;
  }

  private Object value(String key) {
    return requireNonNull(values.get(key), key);
  }

  String text(String key) {
    return ((String) value(key)).strip();
  }

  String secret(String key) {
    return ((Password) value(key)).value();
  }

  boolean flag(String key) {
    return (Boolean) value(key);
  }

  Number number(String key) {
    return (Number) value(key);
  }

  Duration millis(String key) {
    return Duration.ofMillis(number(key).longValue());
  }

  <E extends Enum<E>> E constant(Class<E> type, String key) {
    return ValueRule.constant(type, text(key));
  }
}
