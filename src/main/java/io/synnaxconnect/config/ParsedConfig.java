package io.synnaxconnect.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/** A configuration that is checked without the network: each value, then their combination. */
public final class ParsedConfig {

  public static final ConfigDef DEFINITION = Settings.configDef();

  private final Map<String, String> properties;
  private final List<String> renamed;
  private final Map<String, Object> parsed;
  private final List<ConfigValue> values;

  private ParsedConfig(
      Map<String, String> properties,
      List<String> renamed,
      Map<String, Object> parsed,
      List<ConfigValue> values) {
    this.properties = properties;
    this.renamed = renamed;
    this.parsed = parsed;
    this.values = values;
  }

  /** Checks a configuration; never throws. */
  public static ParsedConfig of(Map<String, String> given) {
    Map<String, String> properties = RenamedKeys.present(given);
    Map<String, ConfigValue> byKey =
        DEFINITION.validate(properties).stream()
            .collect(Collectors.toMap(ConfigValue::name, value -> value));
    Map<String, Object> parsed = new LinkedHashMap<>();
    List<ConfigValue> values = new ArrayList<>();
    for (Setting setting : Settings.ALL) {
      ConfigValue value =
          reworded(setting, Objects.requireNonNull(byKey.get(setting.key())), properties);
      values.add(value);
      if (value.errorMessages().isEmpty() && value.value() != null) {
        parsed.put(setting.key(), setting.value().rule().canonical(value.value()));
      }
    }
    ParsedConfig config =
        new ParsedConfig(properties, RenamedKeys.warnings(given.keySet()), parsed, values);
    RenamedKeys.problems(given.keySet()).forEach(config::addProblem);
    CrossFieldRules.problems(parsed, properties.keySet(), DEFINITION.defaultValues())
        .forEach(config::addProblem);
    ConnectKeys.problems(parsed, properties).forEach(config::addProblem);
    // A platform may add keys of its own to those of a task.
    if ("fail".equals(parsed.get(Settings.CONFIG_UNKNOWN))
        && !properties.containsKey(Settings.TASK_ID)) {
      UnknownKeys.problems(properties.keySet())
          .forEach(problem -> config.addProblem(Settings.CONFIG_UNKNOWN, problem));
    }
    return config;
  }

  /** Replaces Connect's own messages, which neither start with the key nor name a remedy. */
  private static ConfigValue reworded(
      Setting setting, ConfigValue value, Map<String, String> properties) {
    List<String> messages = new ArrayList<>();
    String unresolved = References.problem(setting, properties.get(setting.key()));
    for (String message : unresolved == null ? value.errorMessages() : List.of(unresolved)) {
      messages.add(
          message.startsWith(setting.key() + ": ")
              ? message
              : setting.key() + ": " + ownWords(setting, properties));
    }
    boolean hidden = setting.key().equals(Settings.ADDRESS) && mayHoldSecret(value.value());
    ConfigValue answer =
        new ConfigValue(
            setting.key(), hidden ? null : value.value(), value.recommendedValues(), messages);
    answer.visible(value.visible());
    return answer;
  }

  private static boolean mayHoldSecret(@Nullable Object address) {
    return address != null && Address.mayHoldSecret(address.toString());
  }

  private static String ownWords(Setting setting, Map<String, String> properties) {
    String raw = properties.get(setting.key());
    String allowed = setting.value().rule().toString();
    if (raw == null) {
      return "is missing"
          + UnknownKeys.hint(setting.key(), properties.keySet())
          + "; set it to "
          + allowed;
    }
    String type = setting.value().type().name().toLowerCase(Locale.ROOT);
    return "'" + raw + "' is not of type " + type + "; use " + allowed;
  }

  /** Parsed values of the keys without a problem, by key. */
  public Map<String, Object> parsed() {
    return parsed;
  }

  /** Every key with its value and its problems, as Connect wants them. */
  public List<ConfigValue> values() {
    return values;
  }

  /** All problems, each a sentence that starts with its key. */
  public List<String> problems() {
    return values.stream().flatMap(value -> value.errorMessages().stream()).toList();
  }

  /**
   * A sentence for each key that is unknown, is set without effect, or may not mean what it says.
   */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(renamed);
    warnings.addAll(UnknownKeys.warnings(properties.keySet()));
    warnings.addAll(KeyConditions.warnings(parsed));
    warnings.addAll(ConnectKeys.warnings(parsed, properties));
    return warnings;
  }

  /** Adds a sentence, which starts with the key, to a key. */
  public void addProblem(String key, String problem) {
    values.stream()
        .filter(value -> value.name().equals(key))
        .forEach(value -> value.addErrorMessage(key + ": " + problem));
  }

  /** Sets the recommended values of a key. */
  public void recommend(String key, List<Object> recommended) {
    values.stream()
        .filter(value -> value.name().equals(key))
        .forEach(value -> value.recommendedValues(recommended));
  }
}
