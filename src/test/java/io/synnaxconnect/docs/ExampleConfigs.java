package io.synnaxconnect.docs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The example configurations in {@code config/}. */
public final class ExampleConfigs {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ExampleConfigs() {}

  /** Their files. */
  public static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("config"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** One as it is posted. */
  public static JsonNode document(Path example) throws IOException {
    return JSON.readTree(example.toFile());
  }

  /** The keys and values of one, to be changed. */
  public static Map<String, String> config(Path example) throws IOException {
    return JSON.convertValue(document(example).get("config"), new TypeReference<>() {});
  }
}
