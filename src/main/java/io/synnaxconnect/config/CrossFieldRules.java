package io.synnaxconnect.config;

import io.synnaxconnect.convert.TopicNamer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.types.Password;

/** Values that are fine one by one, and not together. */
final class CrossFieldRules {

  private static final List<String> TLS_DETAILS =
      List.of(
          Settings.TLS_CA,
          Settings.TLS_SERVER_NAME,
          Settings.TLS_CLIENT_CERTIFICATE,
          Settings.TLS_CLIENT_KEY);

  private static final List<String> THINNING =
      List.of(
          Settings.LIVE_THROTTLE_RATE,
          Settings.LIVE_DOWNSAMPLE_FACTOR,
          Settings.LIVE_EXCLUDE_GROUPS);

  private static final List<String> HISTORY = List.of(Settings.START_FROM, Settings.STOP_AT);

  private static final List<String> VALUE_FORMS =
      List.of(Settings.VALUE_UINT64, Settings.VALUE_TIMESTAMP, Settings.VALUE_NAN);

  /** Each of these has a value schema of its own. */
  private static final List<String> TOPICS =
      List.of(
          Settings.TOPIC,
          Settings.ERRORS_DATA_TOPIC,
          Settings.GAP_TOPIC,
          Settings.HEARTBEAT_TOPIC,
          Settings.STATUS_TOPIC,
          Settings.CATALOGUE_TOPIC);

  private CrossFieldRules() {}

  /**
   * The rest of a sentence per key. A rule is passed over when a value that it needs is wrong
   * itself.
   *
   * @param parsed values of the keys without problem
   * @param given all keys, unknown ones too
   */
  static Map<String, String> problems(Map<String, Object> parsed, Collection<String> given) {
    Map<String, String> problems = new LinkedHashMap<>();
    selection(parsed, given, problems);
    password(parsed, given, problems);
    tls(parsed, problems);
    backoff(parsed, problems);
    delivery(parsed, problems);
    tombstones(parsed, problems);
    heartbeat(parsed, problems);
    formats(parsed, problems);
    deadLetters(parsed, problems);
    topics(parsed, problems);
    return problems;
  }

  private static void selection(
      Map<String, Object> parsed, Collection<String> given, Map<String, String> problems) {
    if (isBlank(parsed, Settings.CHANNELS_INCLUDE) && isBlank(parsed, Settings.CHANNELS_KEYS)) {
      problems.put(
          Settings.CHANNELS_INCLUDE,
          "is empty, and so is channels.keys"
              + UnknownKeys.hint(Settings.CHANNELS_INCLUDE, given)
              + "; name channels in one of them, for example channels.include=.* for all");
      problems.put(
          Settings.CHANNELS_KEYS,
          "is empty, and so is channels.include"
              + UnknownKeys.hint(Settings.CHANNELS_KEYS, given)
              + "; name channels in one of them");
    }
  }

  private static void password(
      Map<String, Object> parsed, Collection<String> given, Map<String, String> problems) {
    if (isBlank(parsed, Settings.PASSWORD_KEY) && isBlank(parsed, Settings.PASSWORD_FILE)) {
      problems.put(
          Settings.PASSWORD_KEY,
          "is missing"
              + UnknownKeys.hint(Settings.PASSWORD_KEY, given)
              + "; set it to a password, or synnax.password.file to a file that holds one");
    } else if (isSet(parsed, Settings.PASSWORD_KEY) && isSet(parsed, Settings.PASSWORD_FILE)) {
      problems.put(Settings.PASSWORD_FILE, "is set, and so is synnax.password; remove one of them");
    }
  }

  private static void tls(Map<String, Object> parsed, Map<String, String> problems) {
    if (Boolean.FALSE.equals(parsed.get(Settings.TLS_ENABLED))) {
      for (String key : TLS_DETAILS) {
        if (isSet(parsed, key)) {
          problems.put(
              key, "is set, but synnax.tls.enabled=false ignores it; remove one of the two");
        }
      }
      return;
    }
    needs(parsed, problems, Settings.TLS_CLIENT_CERTIFICATE, Settings.TLS_CLIENT_KEY);
    needs(parsed, problems, Settings.TLS_CLIENT_KEY, Settings.TLS_CLIENT_CERTIFICATE);
  }

  private static void heartbeat(Map<String, Object> parsed, Map<String, String> problems) {
    if (parsed.get(Settings.HEARTBEAT_INTERVAL) instanceof Integer interval) {
      if (interval > 0 && isBlank(parsed, Settings.HEARTBEAT_TOPIC)) {
        problems.put(
            Settings.HEARTBEAT_TOPIC,
            "is missing, but heartbeat.interval.ms is set; set both or none");
      } else if (interval == 0 && isSet(parsed, Settings.HEARTBEAT_TOPIC)) {
        problems.put(
            Settings.HEARTBEAT_INTERVAL, "is 0, but heartbeat.topic is set; set both or none");
      }
    }
  }

  private static void topics(Map<String, Object> parsed, Map<String, String> problems) {
    Map<Object, String> keyOfTopic = new HashMap<>();
    for (String key : TOPICS) {
      if (isSet(parsed, key)) {
        String other = keyOfTopic.putIfAbsent(parsed.get(key), key);
        if (other != null) {
          problems.putIfAbsent(
              key, "'" + parsed.get(key) + "' is also " + other + "; name another topic");
        }
      }
    }
  }

  private static void tombstones(Map<String, Object> parsed, Map<String, String> problems) {
    if ("tombstone".equals(parsed.get(Settings.CHANNELS_DELETED))
        && "none".equals(parsed.get(Settings.RECORD_KEY))) {
      problems.put(
          Settings.CHANNELS_DELETED,
          "'tombstone' needs a key, but record.key=none; set record.key=channel, or ignore");
    }
  }

  private static void formats(Map<String, Object> parsed, Map<String, String> problems) {
    if ("row".equals(parsed.get(Settings.RECORD_FORMAT))) {
      rowTopic(parsed, problems);
      if ("tombstone".equals(parsed.get(Settings.CHANNELS_DELETED))) {
        problems.put(
            Settings.CHANNELS_DELETED,
            "'tombstone' would delete by the key of a whole index, since record.format=row; set"
                + " ignore, or another format");
      }
    } else if ("packed".equals(parsed.get(Settings.RECORD_FORMAT))) {
      for (String key : VALUE_FORMS) {
        if (parsed.containsKey(key) && !isDefault(parsed, key)) {
          problems.put(
              key, "changes values, but record.format=packed keeps their bytes; remove it");
        }
      }
    }
  }

  /** A row has values of several channels and types. */
  private static void rowTopic(Map<String, Object> parsed, Map<String, String> problems) {
    String template = String.valueOf(parsed.getOrDefault(Settings.TOPIC, ""));
    List<String> wrong =
        TopicNamer.variables(template).stream().filter(name -> !name.equals("${index}")).toList();
    if (!wrong.isEmpty()) {
      problems.put(
          Settings.TOPIC,
          "'"
              + template
              + "' has "
              + String.join(", ", wrong)
              + ", which a row of several channels does not have; use ${index}");
    }
  }

  private static void deadLetters(Map<String, Object> parsed, Map<String, String> problems) {
    boolean wanted = "dead_letter".equals(parsed.get(Settings.ERRORS_DATA));
    if (wanted && isBlank(parsed, Settings.ERRORS_DATA_TOPIC)) {
      problems.put(
          Settings.ERRORS_DATA_TOPIC,
          "is missing, but errors.data=dead_letter; set it, or errors.data=skip");
    } else if (parsed.containsKey(Settings.ERRORS_DATA)
        && !wanted
        && isSet(parsed, Settings.ERRORS_DATA_TOPIC)) {
      problems.put(
          Settings.ERRORS_DATA,
          "is not dead_letter, but errors.data.topic is set; set both or none");
    }
  }

  private static void needs(
      Map<String, Object> parsed, Map<String, String> problems, String given, String missing) {
    if (isSet(parsed, given) && isBlank(parsed, missing)) {
      problems.put(missing, "is missing, but " + given + " is set; set both or none");
    }
  }

  private static void backoff(Map<String, Object> parsed, Map<String, String> problems) {
    if (parsed.get(Settings.RECONNECT_BACKOFF) instanceof Integer first
        && parsed.get(Settings.RECONNECT_BACKOFF_MAX) instanceof Integer greatest
        && first > greatest) {
      problems.put(
          Settings.RECONNECT_BACKOFF,
          "'" + first + "' is above synnax.reconnect.backoff.max.ms=" + greatest + "; lower it");
      problems.put(
          Settings.RECONNECT_BACKOFF_MAX,
          "'" + greatest + "' is below synnax.reconnect.backoff.ms=" + first + "; raise it");
    }
  }

  /** Thinned out samples cannot be told from lost ones, and live delivery reads no history. */
  private static void delivery(Map<String, Object> parsed, Map<String, String> problems) {
    if ("lossless".equals(parsed.get(Settings.DELIVERY))) {
      for (String key : THINNING) {
        if (parsed.containsKey(key) && !isDefault(parsed, key)) {
          problems.put(
              key, "thins out the stream, but delivery=lossless; remove it or set delivery=live");
        }
      }
    } else if (parsed.containsKey(Settings.DELIVERY)) {
      for (String key : HISTORY) {
        if (parsed.containsKey(key) && !isDefault(parsed, key)) {
          problems.put(key, "needs history, but delivery=live; remove it or set delivery=lossless");
        }
      }
      return;
    }
    stopAfterStart(parsed, problems);
  }

  private static void stopAfterStart(Map<String, Object> parsed, Map<String, String> problems) {
    if (isSet(parsed, Settings.STOP_AT)
        && parsed.get(Settings.START_FROM) instanceof String start
        && !start.equals("latest")
        && !start.equals("earliest")) {
      Instant stop = Instant.parse(String.valueOf(parsed.get(Settings.STOP_AT)).strip());
      if (!stop.isAfter(Instant.parse(start.strip()))) {
        problems.put(
            Settings.STOP_AT, "is not after start.from=" + start + "; set a later instant");
      }
    }
  }

  private static boolean isDefault(Map<String, Object> parsed, String key) {
    Object byDefault = ParsedConfig.DEFINITION.defaultValues().get(key);
    return Objects.equals(parsed.get(key), byDefault);
  }

  private static boolean isSet(Map<String, Object> parsed, String key) {
    return parsed.containsKey(key) && !isBlank(parsed, key);
  }

  private static boolean isBlank(Map<String, Object> parsed, String key) {
    Object value = parsed.get(key);
    String text = value instanceof Password secret ? secret.value() : String.valueOf(value);
    return value != null && text.isBlank();
  }
}
