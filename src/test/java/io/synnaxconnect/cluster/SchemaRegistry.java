package io.synnaxconnect.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/** A schema registry in memory, asked over the interface that Confluent's clients use. */
public final class SchemaRegistry implements AutoCloseable {

  /** What makes the converter look schemas up, instead of registering them. */
  public static final Map<String, String> LOOKING_UP =
      Map.of(
          "value.converter.apicurio.registry.auto-register",
          "false",
          "value.converter.apicurio.registry.find-latest",
          "true",
          "value.converter.apicurio.registry.artifact-resolver-strategy",
          "io.apicurio.registry.serde.strategy.SimpleTopicIdStrategy");

  /** The newest schema of a subject. */
  public record Version(int schemaId, int version) {}

  private static final String SUBJECTS = "/apis/ccompat/v7/subjects";

  private final ChildProcess process;
  private final String url;
  private final JsonHttp http;
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  private SchemaRegistry(ChildProcess process, String url, JsonHttp http) {
    this.process = process;
    this.url = url;
    this.http = http;
  }

  /** Starts the registry and returns when it answers. */
  public static SchemaRegistry start(Path folder) {
    int port = Ports.free();
    List<String> arguments =
        List.of(
            "-Xmx512m",
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=" + port,
            "-jar",
            Artifacts.registryJar().toString());
    ChildProcess process = ChildProcess.java("registry", folder, arguments);
    String url = "http://127.0.0.1:" + port;
    JsonHttp http = new JsonHttp(url);
    process.awaitReady(() -> http.answers(SUBJECTS));
    return new SchemaRegistry(process, url, http);
  }

  /** The process itself, to be frozen. */
  public ChildProcess process() {
    return process;
  }

  /** Where it serves HTTP, without a path. */
  public String url() {
    return url;
  }

  /** Settings of a worker or connector that writes Avro in Confluent's wire format. */
  public Map<String, String> converterSettings() {
    String prefix = "value.converter.apicurio.registry.";
    return Map.of(
        "value.converter",
        "io.apicurio.registry.utils.converter.AvroConverter",
        prefix + "url",
        url + "/apis/registry/v2",
        prefix + "auto-register",
        "true",
        prefix + "as-confluent",
        "true",
        prefix + "use-id",
        "contentId",
        // Otherwise the id of the schema goes into a header.
        prefix + "headers.enabled",
        "false");
  }

  /** Settings of a connector that writes Avro with schemas that somebody has registered. */
  public Map<String, String> lookingUpSettings() {
    Map<String, String> settings = new HashMap<>(converterSettings());
    settings.putAll(LOOKING_UP);
    return settings;
  }

  /** The schema that a record names. */
  public Schema schema(int schemaId) {
    return schemas.computeIfAbsent(
        schemaId,
        id -> {
          JsonNode answer = http.get("/apis/ccompat/v7/schemas/ids/" + id);
          return new Schema.Parser().parse(answer.path("schema").asText());
        });
  }

  /** The newest schema of a topic's values, if there is one. */
  public Optional<Version> valueSchemaOf(String topic) {
    JsonHttp.Answer answer =
        http.send("GET", SUBJECTS + "/" + topic + "-value/versions/latest", null);
    if (answer.status() != 200) {
      return Optional.empty();
    }
    JsonNode body = answer.json();
    return Optional.of(new Version(body.path("id").asInt(), body.path("version").asInt()));
  }

  /** Numbers of the versions of a topic's values, oldest first. */
  public List<Integer> valueVersionsOf(String topic) {
    List<Integer> versions = new ArrayList<>();
    http.get(SUBJECTS + "/" + topic + "-value/versions").forEach(v -> versions.add(v.asInt()));
    return versions;
  }

  /** The schema of one of these versions. */
  public Schema valueSchema(String topic, int version) {
    JsonNode answer = http.get(SUBJECTS + "/" + topic + "-value/versions/" + version);
    return new Schema.Parser().parse(answer.path("schema").asText());
  }

  /** From now on a topic's values get a new schema only if it reads what the last one wrote. */
  public void requireBackwardCompatibility(String topic) {
    JsonHttp.Answer answer =
        http.send(
            "PUT",
            "/apis/ccompat/v7/config/" + topic + "-value",
            Map.of("compatibility", "BACKWARD"));
    if (answer.status() != 200) {
      throw new IllegalStateException("refused: " + answer.status() + " " + answer.text());
    }
  }

  /** Registers a schema for a topic's values; false where it is refused as incompatible. */
  public boolean register(String topic, Schema schema) {
    JsonHttp.Answer answer =
        http.send(
            "POST",
            SUBJECTS + "/" + topic + "-value/versions",
            Map.of("schema", schema.toString()));
    if (answer.status() != 200 && answer.status() != 409) {
      throw new IllegalStateException("refused: " + answer.status() + " " + answer.text());
    }
    return answer.status() == 200;
  }

  /** At once: nobody reads its data again. */
  @Override
  public void close() {
    process.kill();
  }
}
