package io.synnaxconnect.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Which values of another key a key needs to have an effect. Forms hide a key without effect. */
final class KeyConditions {

  /**
   * What another key must be.
   *
   * @param words its fitting values; empty for any that is not blank
   */
  record Condition(String key, List<String> words) {

    private boolean holds(@Nullable Object value) {
      if (value == null) {
        return true;
      }
      String text = value instanceof Password secret ? secret.value() : value.toString();
      if (words.isEmpty()) {
        return !text.isBlank();
      }
      String word = ValueRule.lowerCase(text);
      // A value that is wrong itself hides nothing.
      return words.contains(word)
          || offered(key).stream().map(String::valueOf).noneMatch(word::equals);
    }

    @Override
    public String toString() {
      return words.isEmpty() ? key : key + "=" + String.join(" or ", words);
    }
  }

  private static final Condition TLS = needs(Settings.TLS_ENABLED, "true");
  private static final Condition LOSSLESS = needs(Settings.DELIVERY, "lossless");
  private static final Condition LIVE = needs(Settings.DELIVERY, "live");
  private static final Condition ROW = needs(Settings.RECORD_FORMAT, "row");
  private static final Condition CONVERTED =
      needs(Settings.RECORD_FORMAT, "sample", "series", "row");

  private static final Map<String, Condition> CONDITIONS =
      Map.ofEntries(
          Map.entry(Settings.TLS_CA, TLS),
          Map.entry(Settings.TLS_SERVER_NAME, TLS),
          Map.entry(Settings.TLS_CLIENT_CERTIFICATE, TLS),
          Map.entry(Settings.TLS_CLIENT_KEY, TLS),
          Map.entry(Settings.TLS_CLIENT_KEY_PASSWORD, needs(Settings.TLS_CLIENT_KEY)),
          Map.entry(
              Settings.CHANNELS_REFRESH_DEBOUNCE, needs(Settings.CHANNELS_ASSIGNMENT, "connector")),
          Map.entry(
              Settings.CHANNELS_DELETED,
              needs(Settings.RECORD_FORMAT, "sample", "series", "packed")),
          Map.entry(Settings.START_FROM, LOSSLESS),
          Map.entry(Settings.STOP_AT, LOSSLESS),
          Map.entry(Settings.GAP_RESOLVE_TIMEOUT, LOSSLESS),
          Map.entry(Settings.LATE_WINDOW, LOSSLESS),
          Map.entry(Settings.HISTORY_MAX_BYTES, LOSSLESS),
          Map.entry(Settings.PROBE_INTERVAL, LOSSLESS),
          Map.entry(Settings.STALL_TIMEOUT, LOSSLESS),
          Map.entry(Settings.GAP_TOPIC, LOSSLESS),
          Map.entry(Settings.HEARTBEAT_INTERVAL, needs(Settings.HEARTBEAT_TOPIC)),
          Map.entry(Settings.ROW_FIELD_NAMES, ROW),
          Map.entry(Settings.ROW_REPAIR, ROW),
          Map.entry(Settings.SERIES_MAX_SAMPLES, needs(Settings.RECORD_FORMAT, "series")),
          Map.entry(Settings.RECORD_TIMESTAMP_MAX_AGE, needs(Settings.RECORD_TIMESTAMP, "sample")),
          Map.entry(Settings.VALUE_UINT64, CONVERTED),
          Map.entry(Settings.VALUE_TIMESTAMP, CONVERTED),
          Map.entry(Settings.VALUE_NAN, CONVERTED),
          Map.entry(Settings.VALUE_INFINITY, CONVERTED),
          Map.entry(Settings.ERRORS_DATA, CONVERTED),
          Map.entry(Settings.ERRORS_DATA_TOPIC, needs(Settings.ERRORS_DATA, "dead_letter")),
          Map.entry(Settings.LIVE_THROTTLE_RATE, LIVE),
          Map.entry(Settings.LIVE_DOWNSAMPLE_FACTOR, LIVE),
          Map.entry(Settings.LIVE_EXCLUDE_GROUPS, LIVE));

  /** Offers the words of each key, and hides keys without effect. */
  static final ConfigDef.Recommender RECOMMENDER =
      new ConfigDef.Recommender() {

        @Override
        public List<Object> validValues(String name, Map<String, Object> parsed) {
          // Connect removes from it.
          return new ArrayList<>(offered(name));
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsed) {
          return unmet(name, parsed) == null && (!isInternal(name) || isChanged(name, parsed));
        }
      };

  private KeyConditions() {}

  private static Condition needs(String key, String... words) {
    return new Condition(key, List.of(words));
  }

  private static boolean isInternal(String key) {
    return setting(key).place().group() == Setting.Group.INTERNAL;
  }

  private static boolean isChanged(String key, Map<String, Object> parsed) {
    Object value = parsed.get(key);
    return value != null && !ValueRule.areSame(value, setting(key).value().defaultValue());
  }

  private static Setting setting(String key) {
    return Settings.ALL.stream()
        .filter(setting -> setting.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private static List<?> offered(String key) {
    Setting.Value value = setting(key).value();
    return value.type() == ConfigDef.Type.BOOLEAN ? List.of(true, false) : value.rule().words();
  }

  /** The keys whose effect depends on the value of {@code key}. */
  static List<String> dependents(String key) {
    return Settings.ALL.stream()
        .map(Setting::key)
        .filter(name -> dependsOn(key, of(name)))
        .toList();
  }

  private static boolean dependsOn(String key, @Nullable Condition condition) {
    return condition != null && condition.key().equals(key);
  }

  /** What the key needs to have an effect; null if it always has one. */
  static @Nullable Condition of(String key) {
    return CONDITIONS.get(key);
  }

  /** What the key lacks to have an effect, perhaps by way of another key; null if nothing. */
  private static @Nullable Condition unmet(String key, Map<String, Object> parsed) {
    Condition condition = CONDITIONS.get(key);
    if (condition == null) {
      return null;
    }
    return condition.holds(parsed.get(condition.key()))
        ? unmet(condition.key(), parsed)
        : condition;
  }

  /** A sentence for each key that is set to something else than its default, without effect. */
  static List<String> warnings(Map<String, Object> parsed) {
    List<String> warnings = new ArrayList<>();
    for (Setting setting : Settings.ALL) {
      Condition unmet = unmet(setting.key(), parsed);
      Object value = parsed.get(setting.key());
      if (unmet != null && !ValueRule.areSame(value, setting.value().defaultValue())) {
        warnings.add(
            setting.key() + ": is set, but has an effect only with " + unmet + "; remove it");
      }
    }
    return warnings;
  }
}
