package io.synnaxconnect.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/**
 * The JSON schema of a configuration, made from the table of the keys. Its root is the document
 * that users post; {@code #/$defs/config} is the map in it alone.
 */
public final class ConfigSchema {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Prefixes that neither Connect nor a transform uses. */
  private static final List<String> OUR_PREFIXES =
      List.of(
          "synnax.",
          "channels.",
          "topics.",
          "start.",
          "stop.",
          "gap.",
          "late.",
          "probe.",
          "stall.",
          "heartbeat.",
          "status.",
          "catalogue.",
          "ranges.",
          "record.",
          "row.",
          "live.",
          "poll.",
          "buffer.",
          "validate.");

  private static final String REFERENCE = "#/$defs/reference";

  private ConfigSchema() {}

  /** All of docs/configuration.schema.json. */
  public static String document() {
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Synnax source connector");
    schema.put(
        "description",
        "The document that creates a connector: POST /connectors. Generated from the code.");
    schema.put("type", "object");
    schema.set("required", words(List.of("name", "config")));
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("name").put("type", "string").put("minLength", 1);
    properties.putObject("config").put("$ref", "#/$defs/config");
    ObjectNode definitions = schema.putObject("$defs");
    definitions.set("config", config());
    definitions
        .putObject("reference")
        .put("description", "A value that a ConfigProvider of the worker fills in.")
        .put("type", "string")
        .put("pattern", "\\$\\{[^}]+\\}");
    return print(schema);
  }

  private static ObjectNode config() {
    ObjectNode config = JSON.objectNode().put("type", "object");
    config.set(
        "required",
        words(
            Settings.ALL.stream()
                .filter(setting -> setting.value().isRequired())
                .map(Setting::key)
                .toList()));
    ArrayNode pairs = config.putArray("allOf");
    oneAtLeast(pairs, List.of(SelectionSettings.CHANNELS_INCLUDE, SelectionSettings.CHANNELS_KEYS));
    oneAtLeast(pairs, List.of(Settings.PASSWORD_KEY, Settings.PASSWORD_FILE));
    ArrayNode names = config.putObject("propertyNames").putArray("anyOf");
    names.addObject().set("enum", words(Settings.ALL.stream().map(Setting::key).toList()));
    names.addObject().putObject("not").put("pattern", ourPrefixes());
    ObjectNode properties = config.putObject("properties");
    Settings.ALL.forEach(setting -> properties.set(setting.key(), property(setting)));
    config.set(
        "additionalProperties",
        JSON.objectNode().set("type", words(List.of("string", "number", "boolean"))));
    return config;
  }

  private static void oneAtLeast(ArrayNode pairs, List<String> keys) {
    ArrayNode given = pairs.addObject().putArray("anyOf");
    keys.forEach(key -> given.addObject().set("required", words(List.of(key))));
  }

  /** What is ours and no key is misspelt. */
  private static String ourPrefixes() {
    return OUR_PREFIXES.stream()
        .map(prefix -> prefix.replace(".", "\\."))
        .collect(Collectors.joining("|", "^(", ")"));
  }

  private static ObjectNode property(Setting setting) {
    ObjectNode property = JSON.objectNode();
    property.put("title", setting.place().displayName());
    property.put("description", setting.doc());
    if (!setting.value().isRequired()) {
      property.putPOJO("default", defaultOf(setting.value().defaultValue()));
    }
    ArrayNode forms = property.putArray("anyOf");
    forms.addAll(forms(setting.value()));
    forms.addObject().put("$ref", REFERENCE);
    if (setting.value().type() == ConfigDef.Type.PASSWORD) {
      property.put("writeOnly", true);
    }
    return property;
  }

  /** Connect takes numbers and truths as themselves and as text. */
  private static List<ObjectNode> forms(Setting.Value value) {
    return switch (value.type()) {
      case BOOLEAN -> List.of(typed("boolean"), choice(List.of("true", "false")));
      case INT, LONG -> List.of(whole(value.rule()), text("^\\s*[+-]?[0-9]+\\s*$"));
      case DOUBLE -> List.of(typed("number"), text("^\\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\\s*$"));
      default ->
          value.rule().words().isEmpty()
              ? List.of(value.isRequired() ? typed("string").put("minLength", 1) : typed("string"))
              : List.of(choice(value.rule().words()));
    };
  }

  private static ObjectNode whole(ValueRule check) {
    ObjectNode whole = typed("integer");
    ValueRule.Range range = check.range();
    if (range != null) {
      whole.put("minimum", range.min()).put("maximum", range.max());
    }
    return whole;
  }

  private static ObjectNode text(String pattern) {
    return typed("string").put("pattern", pattern);
  }

  private static ObjectNode choice(List<String> words) {
    return JSON.objectNode().set("enum", words(words));
  }

  private static ObjectNode typed(String type) {
    return JSON.objectNode().put("type", type);
  }

  private static ArrayNode words(List<String> words) {
    ArrayNode array = JSON.arrayNode();
    words.forEach(array::add);
    return array;
  }

  private static Object defaultOf(Object value) {
    return value instanceof Password secret ? secret.value() : value;
  }

  private static String print(ObjectNode schema) {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(DefaultPrettyPrinter.FixedSpaceIndenter.instance);
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    try {
      return new ObjectMapper().writer(printer).writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
