package io.synnaxconnect.audit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.storage.Converter;

/** A connector and its worker, as their files describe them. */
final class AuditedConnector {

  private static final String CONSUMER_PREFIX = "consumer.";
  private static final String VALUE_CONVERTER = "value.converter";

  /** What an audit decides itself. */
  private static final Set<String> OURS =
      Set.of(
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.CLIENT_ID_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);

  private final Map<String, String> connector;
  private final Map<String, String> worker;
  private final SynnaxSourceConnectorConfig config;

  private AuditedConnector(Map<String, String> connector, Map<String, String> worker) {
    this.connector = connector;
    this.worker = worker;
    try {
      this.config = new SynnaxSourceConnectorConfig(connector);
    } catch (ConfigException e) {
      throw new AuditException("The connector's configuration is not valid:\n" + e.getMessage(), e);
    }
  }

  /**
   * Reads both files; the worker's config providers fill in what the connector's file leaves to
   * them.
   *
   * @throws AuditException if one of them cannot be read or is not valid
   */
  static AuditedConnector read(Path connectorFile, Path workerFile) {
    Map<String, String> workerWritten = properties(workerFile);
    Map<String, String> written = json(connectorFile);
    try {
      Map<String, String> worker = resolved(workerWritten, workerWritten);
      return new AuditedConnector(resolved(written, worker), worker);
    } catch (ConfigException e) {
      throw new AuditException(
          "The worker's config providers cannot complete the configuration: " + e.getMessage(), e);
    }
  }

  /** With what the config providers of a worker fill in. */
  private static Map<String, String> resolved(
      Map<String, String> written, Map<String, String> worker) {
    Map<String, String> providers = new HashMap<>(worker);
    providers.keySet().removeIf(key -> !key.startsWith("config.providers"));
    return texts(new AbstractConfig(new ConfigDef(), written, providers, false).originals());
  }

  private static Map<String, String> texts(Map<String, Object> values) {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }

  private static Map<String, String> properties(Path file) {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      read.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new AuditException("--worker: " + file + " cannot be read: " + e, e);
    }
    Map<String, String> found = new HashMap<>();
    read.stringPropertyNames().forEach(key -> found.put(key, read.getProperty(key).strip()));
    return found;
  }

  private static Map<String, String> json(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      JsonObject root = JsonParser.parseReader(reader).getAsJsonObject();
      JsonElement inner = root.get("config");
      JsonObject config = inner == null ? root : inner.getAsJsonObject();
      Map<String, String> found = new LinkedHashMap<>();
      if (root.has("name")) {
        found.put("name", root.get("name").getAsString());
      }
      config.asMap().forEach((key, value) -> found.put(key, value.getAsString()));
      return found;
    } catch (IOException e) {
      throw new AuditException("--connector: " + file + " cannot be read: " + e, e);
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new AuditException(
          "--connector: " + file + " is not the JSON configuration of a connector", e);
    }
  }

  SynnaxSourceConnectorConfig config() {
    return config;
  }

  /** The connector's name, empty if the file has none. */
  String name() {
    return connector.getOrDefault("name", "");
  }

  /** Whether transformations change records before Kafka has them. */
  boolean hasTransforms() {
    return !connector.getOrDefault("transforms", "").isBlank();
  }

  /**
   * The converter of record values, configured; for this thread, which gets its class loader.
   *
   * @throws AuditException if there is none, or its class is not found
   */
  Converter valueConverter() {
    Map<String, String> from = connector.containsKey(VALUE_CONVERTER) ? connector : worker;
    String className = from.get(VALUE_CONVERTER);
    if (className == null) {
      throw new AuditException("--worker: the file sets no value.converter");
    }
    Converter converter =
        PluginClasses.newConverter(className, worker.getOrDefault("plugin.path", ""));
    // As in a worker: converters load more of their classes by the thread that uses them.
    Thread.currentThread().setContextClassLoader(converter.getClass().getClassLoader());
    converter.configure(withPrefix(from, VALUE_CONVERTER + "."), false);
    return converter;
  }

  private static Map<String, String> withPrefix(Map<String, String> all, String prefix) {
    Map<String, String> found = new HashMap<>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  /** How to read the topics: the worker's own settings, without a consumer group. */
  Map<String, Object> consumerProperties() {
    Map<String, Object> found = new HashMap<>();
    addTo(found, worker);
    addTo(found, withPrefix(worker, CONSUMER_PREFIX));
    found.put(ConsumerConfig.CLIENT_ID_CONFIG, "synnax-audit");
    found.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    found.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    found.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    found.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    found.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    found.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return found;
  }

  private static void addTo(Map<String, Object> found, Map<String, String> settings) {
    settings.forEach(
        (key, value) -> {
          if (ConsumerConfig.configNames().contains(key) && !OURS.contains(key)) {
            found.put(key, value);
          }
        });
  }
}
