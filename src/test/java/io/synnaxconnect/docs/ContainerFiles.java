package io.synnaxconnect.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What stands in {@code docker/}, read without Docker. */
final class ContainerFiles {

  static final Path FOLDER = Path.of("docker");

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON = new ObjectMapper();

  private ContainerFiles() {}

  static JsonNode yaml(String file) throws IOException {
    return YAML.readTree(FOLDER.resolve(file).toFile());
  }

  static JsonNode json(String file) throws IOException {
    return JSON.readTree(FOLDER.resolve(file).toFile());
  }

  static String text(String file) throws IOException {
    return Files.readString(FOLDER.resolve(file));
  }

  static Properties properties(String file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(FOLDER.resolve(file))) {
      properties.load(reader);
    }
    return properties;
  }

  /** The services of compose.yaml by name. */
  static Map<String, JsonNode> services() throws IOException {
    Map<String, JsonNode> services = new LinkedHashMap<>();
    yaml("compose.yaml")
        .get("services")
        .properties()
        .forEach(e -> services.put(e.getKey(), e.getValue()));
    return services;
  }

  /** A part of one service. */
  static JsonNode service(String name, String pointer) throws IOException {
    return yaml("compose.yaml").at("/services/" + name + pointer);
  }

  /** Every image that is pulled, with its tag. */
  static List<String> pulledImages() throws IOException {
    List<String> images = new ArrayList<>(found("Dockerfile", "(?m)^FROM (\\S+)"));
    for (JsonNode service : services().values()) {
      if (!service.has("build")) {
        images.add(service.get("image").asText());
      }
    }
    return images;
  }

  /** What the first group of an expression finds in a file. */
  static List<String> found(String file, String expression) throws IOException {
    return Pattern.compile(expression).matcher(text(file)).results().map(m -> m.group(1)).toList();
  }

  /** A property of the project's pom. */
  static String pomProperty(String pom, String name) throws IOException {
    return Pattern.compile("<" + name + ">(.*?)</" + name + ">")
        .matcher(Files.readString(Path.of(pom)))
        .results()
        .map(MatchResult::group)
        .map(found -> found.replaceAll("<.*?>", ""))
        .findFirst()
        .orElseThrow();
  }

  /** A map of scalars as Connect gets it: every value is text. */
  static Map<String, String> config(JsonNode object) {
    Map<String, String> config = new LinkedHashMap<>();
    object.properties().forEach(e -> config.put(e.getKey(), e.getValue().asText()));
    return config;
  }
}
