package io.synnaxconnect.config;

import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.TopicNamer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.types.Password;

/** Problems of values that are valid one by one, but not together. */
final class CrossFieldRules {

  private static final List<String> TLS_DETAILS =
      List.of(
          Settings.TLS_CA,
          Settings.TLS_SERVER_NAME,
          Settings.TLS_CLIENT_CERTIFICATE,
          Settings.TLS_CLIENT_KEY,
          Settings.TLS_CLIENT_KEY_PASSWORD);

  private static final List<String> THINNING =
      List.of(
          Settings.LIVE_THROTTLE_RATE,
          Settings.LIVE_DOWNSAMPLE_FACTOR,
          Settings.LIVE_EXCLUDE_GROUPS);

  private static final List<String> HISTORY =
      List.of(
          Settings.START_FROM, Settings.STOP_AT, Settings.LATE_WINDOW, Settings.HISTORY_MAX_BYTES);

  private static final List<String> VALUE_FORMS =
      List.of(
          Settings.VALUE_UINT64,
          Settings.VALUE_TIMESTAMP,
          Settings.VALUE_NAN,
          Settings.VALUE_INFINITY);

  /** Topics that each have their own value schema. */
  private static final List<String> TOPICS =
      Stream.concat(Stream.of(Settings.TOPIC), Settings.SIDE_TOPICS.stream()).toList();

  private static final List<String> ROW_VARIABLES =
      List.of("${index}", "${index_key}", "${cluster}");

  private final Map<String, Object> parsed;
  private final Collection<String> given;
  private final Map<String, Object> defaults;
  private final Map<String, String> problems = new LinkedHashMap<>();

  private CrossFieldRules(
      Map<String, Object> parsed, Collection<String> given, Map<String, Object> defaults) {
    this.parsed = parsed;
    this.given = given;
    this.defaults = defaults;
  }

  /**
   * The rest of a sentence per key. If a value that a rule needs is wrong itself, the rule is
   * skipped.
   *
   * @param parsed values of the keys without a problem
   * @param given all keys of the configuration, also unknown ones
   * @param defaults values of the keys that are not given
   */
  static Map<String, String> problems(
      Map<String, Object> parsed, Collection<String> given, Map<String, Object> defaults) {
    CrossFieldRules rules = new CrossFieldRules(parsed, given, defaults);
    rules.selection();
    rules.password();
    rules.tls();
    rules.backoff();
    rules.delivery();
    rules.tombstones();
    rules.heartbeat();
    rules.formats();
    rules.deadLetters();
    rules.topics();
    return rules.problems;
  }

  private void selection() {
    if (isBlank(SelectionSettings.CHANNELS_INCLUDE) && isBlank(SelectionSettings.CHANNELS_KEYS)) {
      problems.put(
          SelectionSettings.CHANNELS_INCLUDE,
          "is empty, and so is channels.keys"
              + UnknownKeys.hint(SelectionSettings.CHANNELS_INCLUDE, given)
              + "; name channels in one of them, for example channels.include=.* for all");
      problems.put(
          SelectionSettings.CHANNELS_KEYS,
          "is empty, and so is channels.include"
              + UnknownKeys.hint(SelectionSettings.CHANNELS_KEYS, given)
              + "; name channels in one of them");
    }
  }

  private void password() {
    if (isBlank(Settings.PASSWORD_KEY) && isBlank(Settings.PASSWORD_FILE)) {
      problems.put(
          Settings.PASSWORD_KEY,
          "is missing"
              + UnknownKeys.hint(Settings.PASSWORD_KEY, given)
              + "; set it to a password, or synnax.password.file to a file that holds one");
    } else if (isSet(Settings.PASSWORD_KEY) && isSet(Settings.PASSWORD_FILE)) {
      problems.put(Settings.PASSWORD_FILE, "is set, and so is synnax.password; remove one of them");
    }
    if (isSet(Settings.PASSWORD_FILE) && parsed.get(Settings.ADDRESS) instanceof String addresses) {
      String problem = AllowedAddresses.problem(Address.parseList(addresses));
      if (problem != null) {
        problems.put(Settings.ADDRESS, problem);
      }
    }
  }

  private void tls() {
    if (Boolean.FALSE.equals(parsed.get(Settings.TLS_ENABLED))) {
      for (String key : TLS_DETAILS) {
        if (isSet(key)) {
          problems.put(
              key, "is set, but synnax.tls.enabled=false ignores it; remove one of the two");
        }
      }
      return;
    }
    needs(Settings.TLS_CLIENT_CERTIFICATE, Settings.TLS_CLIENT_KEY);
    needs(Settings.TLS_CLIENT_KEY, Settings.TLS_CLIENT_CERTIFICATE);
    if (TLS_DETAILS.stream().allMatch(parsed::containsKey)
        && TLS_DETAILS.stream().noneMatch(problems::containsKey)) {
      problems.putAll(TlsRules.problems(parsed));
    }
  }

  private void heartbeat() {
    if (parsed.get(Settings.HEARTBEAT_INTERVAL) instanceof Integer interval
        && interval > 0
        && isBlank(Settings.HEARTBEAT_TOPIC)) {
      problems.put(
          Settings.HEARTBEAT_TOPIC,
          "is empty, but heartbeat.interval.ms is set; name a topic, or set the interval to 0");
    }
    for (String key : List.of(Settings.START_FROM, Settings.STOP_AT)) {
      if (isBlank(Settings.HEARTBEAT_TOPIC)
          && parsed.get(key) instanceof String value
          && NamedRange.nameIn(value) != null) {
        problems.put(
            Settings.HEARTBEAT_TOPIC,
            "is empty, but "
                + key
                + " names a range, and the records of this topic store which instant it means;"
                + " name a topic");
      }
    }
  }

  private void topics() {
    Map<String, String> keyOfTopic = new HashMap<>();
    for (String key : TOPICS) {
      if (isSet(key)) {
        // Kafka refuses two topics whose names differ only in '.' and '_'.
        String topic = String.valueOf(parsed.get(key)).replace('.', '_');
        String other = keyOfTopic.putIfAbsent(topic, key);
        if (other != null) {
          problems.putIfAbsent(
              key,
              "'%s' is also %s=%s; name another topic"
                  .formatted(parsed.get(key), other, parsed.get(other)));
        }
      }
    }
  }

  private void tombstones() {
    if ("tombstone".equals(parsed.get(Settings.CHANNELS_DELETED))
        && "none".equals(parsed.get(Settings.RECORD_KEY))) {
      problems.put(
          Settings.CHANNELS_DELETED,
          "'tombstone' needs a key, but record.key=none; set record.key=channel, or ignore");
    }
  }

  private void formats() {
    if (!(parsed.get(Settings.RECORD_FORMAT) instanceof String word)) {
      return;
    }
    RecordFormat format = ValueRule.constant(RecordFormat.class, word);
    if (format.content() == RecordFormat.Content.ROW) {
      rowTopic();
      if ("tombstone".equals(parsed.get(Settings.CHANNELS_DELETED))) {
        problems.put(
            Settings.CHANNELS_DELETED,
            "'tombstone' would delete by the key of a whole index, because record.format="
                + word
                + "; set ignore, or another format");
      }
    }
    if (format.keepsBytes()) {
      for (String key : VALUE_FORMS) {
        if (parsed.containsKey(key) && !isDefault(key)) {
          problems.put(
              key, "changes values, but record.format=" + word + " keeps their bytes; remove it");
        }
      }
    }
  }

  /** A row has values of several channels and types, so its topic can only name the index. */
  private void rowTopic() {
    String template = String.valueOf(parsed.getOrDefault(Settings.TOPIC, ""));
    List<String> wrong =
        TopicNamer.variables(template).stream()
            .filter(name -> !ROW_VARIABLES.contains(name))
            .toList();
    if (!wrong.isEmpty()) {
      problems.put(
          Settings.TOPIC,
          "'"
              + template
              + "' has "
              + String.join(", ", wrong)
              + ", which a row of several channels does not have; use ${index}, ${index_key} or"
              + " ${cluster}");
    }
  }

  private void deadLetters() {
    boolean hasTopic = "dead_letter".equals(parsed.get(Settings.ERRORS_DATA));
    if (hasTopic && isBlank(Settings.ERRORS_DATA_TOPIC)) {
      problems.put(
          Settings.ERRORS_DATA_TOPIC,
          "is missing, but errors.data=dead_letter; set it, or errors.data=skip");
    } else if (parsed.containsKey(Settings.ERRORS_DATA)
        && !hasTopic
        && isSet(Settings.ERRORS_DATA_TOPIC)) {
      problems.put(
          Settings.ERRORS_DATA,
          "is not dead_letter, but errors.data.topic is set; set both or none");
    }
  }

  private void needs(String present, String missing) {
    if (isSet(present) && isBlank(missing)) {
      problems.put(missing, "is missing, but " + present + " is set; set both or none");
    }
  }

  private void backoff() {
    if (parsed.get(Settings.RECONNECT_BACKOFF) instanceof Integer first
        && parsed.get(Settings.RECONNECT_BACKOFF_MAX) instanceof Integer max
        && first > max) {
      problems.put(
          Settings.RECONNECT_BACKOFF,
          "'" + first + "' is above synnax.reconnect.backoff.max.ms=" + max + "; lower it");
      problems.put(
          Settings.RECONNECT_BACKOFF_MAX,
          "'" + max + "' is below synnax.reconnect.backoff.ms=" + first + "; raise it");
    }
  }

  /** Thinned out samples look like lost ones, and live delivery does not read history. */
  private void delivery() {
    if ("lossless".equals(parsed.get(Settings.DELIVERY))) {
      for (String key : THINNING) {
        if (parsed.containsKey(key) && !isDefault(key)) {
          problems.put(
              key, "thins out the stream, but delivery=lossless; remove it or set delivery=live");
        }
      }
    } else if (parsed.containsKey(Settings.DELIVERY)) {
      for (String key : HISTORY) {
        if (parsed.containsKey(key) && !isDefault(key)) {
          problems.put(key, "needs history, but delivery=live; remove it or set delivery=lossless");
        }
      }
      return;
    }
    stopAfterStart();
  }

  private void stopAfterStart() {
    if (isSet(Settings.STOP_AT)
        && parsed.get(Settings.START_FROM) instanceof String start
        && ValueRules.isFixed(start)
        && ValueRules.isFixed(String.valueOf(parsed.get(Settings.STOP_AT)))) {
      Instant stop = Instant.parse(String.valueOf(parsed.get(Settings.STOP_AT)).strip());
      if (!stop.isAfter(Instant.parse(start.strip()))) {
        problems.put(
            Settings.STOP_AT, "is not after start.from=" + start + "; set a later instant");
      }
    }
  }

  private boolean isDefault(String key) {
    return ValueRule.areSame(parsed.get(key), defaults.get(key));
  }

  private boolean isSet(String key) {
    return parsed.containsKey(key) && !isBlank(key);
  }

  private boolean isBlank(String key) {
    Object value = parsed.get(key);
    String text = value instanceof Password secret ? secret.value() : String.valueOf(value);
    return value != null && text.isBlank();
  }
}
