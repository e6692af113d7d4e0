package io.synnaxconnect.config;

import io.synnaxconnect.convert.RecordFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What keys of Kafka Connect mean for this connector. Connect checks them one by one. */
final class ConnectKeys {

  private static final String VALUE_CONVERTER = "value.converter";
  private static final String TRANSFORMS = "transforms";
  private static final String TOLERANCE = "errors.tolerance";
  private static final String EXACTLY_ONCE = "exactly.once.support";
  private static final String RETENTION = "topic.creation.default.retention.ms";
  private static final String REPLICATION = "topic.creation.default.replication.factor";

  /** Kafka's converters of single values, under the names that Connect accepts. */
  private static final Set<String> NOT_FOR_STRUCTS =
      Set.of("String", "ByteArray", "Boolean", "Double", "Float", "Integer", "Long", "Short");

  private static final Set<String> KEYS =
      Set.of(
          "name",
          "connector.class",
          "connector.plugin.version",
          "config.action.reload",
          "tasks.max",
          "tasks.max.enforce",
          "task.class",
          "key.converter",
          VALUE_CONVERTER,
          "header.converter",
          TRANSFORMS,
          "predicates",
          EXACTLY_ONCE,
          "transaction.boundary",
          "transaction.boundary.interval.ms",
          "offsets.storage.topic");

  private static final List<String> PREFIXES =
      List.of(
          "key.converter.",
          "value.converter.",
          "header.converter.",
          "transforms.",
          "predicates.",
          "errors.",
          "topic.creation.",
          "producer.override.",
          "consumer.override.",
          "admin.override.");

  private ConnectKeys() {}

  /** Whether Connect reads a key, or passes it to a converter, a transformation or a client. */
  static boolean isOfConnect(String key) {
    return KEYS.contains(key) || PREFIXES.stream().anyMatch(key::startsWith);
  }

  /** The rest of a sentence per key of ours. */
  static Map<String, String> problems(Map<String, Object> parsed, Map<String, String> properties) {
    Map<String, String> problems = new LinkedHashMap<>();
    String converter = properties.getOrDefault(VALUE_CONVERTER, "");
    // A transformation may replace the struct by one of its fields.
    if (properties.getOrDefault(TRANSFORMS, "").isBlank()
        && NOT_FOR_STRUCTS.contains(shortName(converter))) {
      problems.put(
          Settings.RECORD_FORMAT,
          "'%s' makes structs, and value.converter=%s cannot write them so that somebody can read"
                  .formatted(parsed.get(Settings.RECORD_FORMAT), converter)
              + " them; use a converter of Avro, Protobuf or JSON");
    }
    if ("required".equalsIgnoreCase(properties.getOrDefault(EXACTLY_ONCE, "").strip())) {
      addExactlyOnce(parsed, properties, problems);
    }
    return problems;
  }

  /** Connect itself refuses without a reason what cannot be exactly once. */
  private static void addExactlyOnce(
      Map<String, Object> parsed, Map<String, String> properties, Map<String, String> problems) {
    if ("include".equals(parsed.get(SelectionSettings.CHANNELS_VIRTUAL))) {
      problems.put(
          SelectionSettings.CHANNELS_VIRTUAL,
          "'include' contradicts exactly.once.support=required, because virtual channels cannot be"
              + " read again; set it to exclude");
    }
    if ("live".equals(parsed.get(Settings.DELIVERY))) {
      problems.put(
          Settings.DELIVERY,
          "'live' contradicts exactly.once.support=required, because a live stream cannot be read"
              + " again; set it to lossless");
    } else if (losesRecords(properties) && "lossless".equals(parsed.get(Settings.DELIVERY))) {
      problems.put(
          Settings.DELIVERY,
          "'lossless' with exactly.once.support=required contradicts errors.tolerance=all, with"
              + " which Connect drops records that a converter or Kafka refuses; set"
              + " errors.tolerance=none");
    }
  }

  private static String shortName(String className) {
    String name = className.substring(className.lastIndexOf('.') + 1).strip();
    return name.endsWith("Converter") ? name.substring(0, name.length() - 9) : name;
  }

  private static boolean losesRecords(Map<String, String> properties) {
    return "all".equalsIgnoreCase(properties.getOrDefault(TOLERANCE, "").strip());
  }

  /** Sentences on what a valid configuration may not mean. */
  static List<String> warnings(Map<String, Object> parsed, Map<String, String> properties) {
    List<String> warnings = new ArrayList<>();
    if (losesRecords(properties) && !"live".equals(parsed.get(Settings.DELIVERY))) {
      warnings.add(
          "errors.tolerance: 'all' lets Connect drop records that a converter or Kafka refuses, and"
              + " their position moves on, although delivery=lossless; set it to none, or watch"
              + " synnax-records-dropped-total");
    }
    if (!properties.containsKey(REPLICATION)) {
      warnings.add(
          "topic.creation.default.replication.factor: is missing, so Connect creates no topic;"
              + " unless brokers do, with a retention of their own, create these: "
              + topics(new ConfigValues(parsed)));
    } else if (!properties.containsKey(RETENTION) && replaysOldSamples(parsed)) {
      warnings.add(
          "topic.creation.default.retention.ms: is missing, so the broker's default decides, mostly"
              + " 7 days; records have the timestamps of their samples, so with start.from="
              + parsed.get(Settings.START_FROM)
              + " Kafka deletes older ones soon after they arrive; set it to the age that topics"
              + " keep, or to -1 for ever");
    }
    return warnings;
  }

  private static boolean replaysOldSamples(Map<String, Object> parsed) {
    return "sample".equals(parsed.get(Settings.RECORD_TIMESTAMP))
        && "lossless".equals(parsed.get(Settings.DELIVERY))
        && parsed.get(Settings.START_FROM) instanceof String start
        && !"latest".equals(start);
  }

  /** All topics, as far as they are known without the cluster. */
  private static String topics(ConfigValues values) {
    RecordFormat format = values.constant(RecordFormat.class, Settings.RECORD_FORMAT);
    String topic = values.text(Settings.TOPIC);
    return Stream.concat(
            Stream.of(topic.isBlank() ? format.defaultTopic() : topic),
            Settings.SIDE_TOPICS.stream().map(values::text))
        .filter(name -> !name.isBlank())
        .collect(Collectors.joining(", "));
  }
}
