package io.synnaxconnect.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.apicurio.registry.utils.converter.avro.AvroData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;

/** The Avro schemas that the archive contains, for registries without automatic registration. */
public final class AvroFiles {

  private static final Path DIRECTORY = Path.of("config", "avro");
  private static final ObjectMapper JACKSON = new ObjectMapper();

  private AvroFiles() {}

  /**
   * A directory has these schemas and no others, as Connect's converters write them; {@code
   * -Ddocs.update=true} makes it so.
   */
  public static void compare(String directory, List<Schema> schemas) throws IOException {
    Map<String, JsonNode> expected = new TreeMap<>();
    AvroData avro = new AvroData(100);
    for (Schema schema : schemas) {
      String text = avro.fromConnectSchema(schema).toString();
      String name = schema.name().substring(schema.name().lastIndexOf('.') + 1);
      expected.put(name + ".avsc", JACKSON.readTree(text));
    }
    Path files = DIRECTORY.resolve(directory);
    if (Boolean.getBoolean("docs.update")) {
      write(files, expected);
    }
    assertThat(read(files))
        .as(files + " is out of date; run this test with -Ddocs.update=true")
        .isEqualTo(expected);
  }

  private static Map<String, JsonNode> read(Path files) throws IOException {
    Map<String, JsonNode> found = new TreeMap<>();
    try (Stream<Path> listed = Files.list(files)) {
      for (Path file : listed.toList()) {
        found.put(file.getFileName().toString(), JACKSON.readTree(file.toFile()));
      }
    }
    return found;
  }

  private static void write(Path files, Map<String, JsonNode> schemas) throws IOException {
    Files.createDirectories(files);
    for (String old : read(files).keySet()) {
      Files.delete(files.resolve(old));
    }
    for (Map.Entry<String, JsonNode> schema : schemas.entrySet()) {
      String pretty =
          JACKSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema.getValue());
      Files.writeString(files.resolve(schema.getKey()), pretty + "\n");
    }
  }
}
