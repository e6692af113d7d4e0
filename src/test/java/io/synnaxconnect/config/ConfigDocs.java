package io.synnaxconnect.config;

import io.synnaxconnect.config.Setting.Group;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.types.Password;

/** The documentation of the keys, made from their table. */
final class ConfigDocs {

  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated from the code: mvn test -Dtest=ConfigDocsTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true -->

      For people who configure the connector: every key. Keys of Kafka Connect itself (`tasks.max`, converters, transforms, `topic.creation.*`,
      `producer.override.*`, `errors.*` but `errors.data`) work as usual. The connector logs a warning for any other key, with the
      one that fits, or refuses it, see [`config.unknown`](#configunknown). Words are read in any case: `LIVE` is `live`.
      If a key has "Only with", it has an effect only then, and forms hide it otherwise.

      Every message about a wrong value starts with the key and says the value, the reason and the remedy. Secrets are never
      repeated. Give them as references to a ConfigProvider, for example `${file:/etc/kafka/synnax.properties:password}`.

      [configuration.schema.json](configuration.schema.json) says the same as a JSON schema, for editors and pipelines. Its root is the document that is posted
      (`name` and `config`); `#/$defs/config` is the map alone. Rules between keys, and what only the cluster knows, are left to `config/validate`.

      Guides: [channels](channels.md) chosen and followed, [delivery](delivery.md) and offsets, [records](records.md) with topics and schemas.
      """;

  /** The keys that people set. */
  private static final Set<String> COMMON =
      Set.of(
          "synnax.address",
          "synnax.username",
          "synnax.password",
          "synnax.tls.enabled",
          "synnax.tls.ca",
          "channels.include",
          "channels.exclude",
          "start.from",
          "topic",
          "record.format",
          "errors.data",
          "status.topic");

  private ConfigDocs() {}

  /** All of docs/configuration.md. */
  static String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (Group group : Group.values()) {
      page.append("\n## ").append(group.heading).append("\n");
      if (group == Group.INTERNAL) {
        page.append(
            "\nNobody should need these: they are for tests and for support. Forms hide them.\n");
      }
      Settings.ALL.stream()
          .filter(setting -> setting.place().group() == group)
          .forEach(setting -> page.append(section(setting)));
    }
    return page.toString();
  }

  /** The table in the README: one line for each key that people set. */
  static String table() {
    StringBuilder table = new StringBuilder("| key | default | |\n|---|---|---|\n");
    for (Setting setting : Settings.ALL) {
      if (!COMMON.contains(setting.key())) {
        continue;
      }
      table.append(
          "| `%s` | %s | %s |\n"
              .formatted(setting.key(), defaultOf(setting), cell(firstSentence(setting.doc()))));
    }
    return table.toString();
  }

  private static String section(Setting setting) {
    return """

    ### `%s`

    %s

    Default: %s · Values: %s · Type: %s · Importance: %s%s
    """
        .formatted(
            setting.key(),
            setting.doc(),
            defaultOf(setting),
            setting.value().rule(),
            setting.value().type().name().toLowerCase(Locale.ROOT),
            setting.place().importance().name().toLowerCase(Locale.ROOT),
            condition(setting.key()));
  }

  private static String condition(String key) {
    KeyConditions.Condition condition = KeyConditions.of(key);
    return condition == null ? "" : " · Only with: `" + condition + "`";
  }

  private static String defaultOf(Setting setting) {
    if (setting.value().isRequired()) {
      return "required";
    }
    Object value = setting.value().defaultValue();
    String text = value instanceof Password secret ? secret.value() : value.toString();
    return text.isEmpty() ? "empty" : "`" + text + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static String firstSentence(String doc) {
    int end = doc.indexOf(". ");
    return end < 0 ? doc : doc.substring(0, end + 1);
  }
}
