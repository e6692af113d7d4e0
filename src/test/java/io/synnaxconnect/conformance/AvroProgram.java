package io.synnaxconnect.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.convert.RecordFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A program in another language that reads Avro through the registry, with the library that people
 * use there: what is installed, or what {@code -Dreaders.install=true} puts into target/readers.
 */
enum AvroProgram {
  /** Reads all formats; packed records with the decoder of the documentation. */
  PYTHON_FASTAVRO("python3", "-c", "import fastavro", "read_avro.py"),
  /** Reads all formats but packed. */
  JAVASCRIPT_CONFLUENT_SCHEMA_REGISTRY(
      "node", "-e", "require('@kafkajs/confluent-schema-registry')", "read_avro.js");

  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final Path SCRIPTS = Path.of("src/test/readers");
  private static final Path INSTALLED = Path.of("target/readers").toAbsolutePath();

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PYTHONPATH", INSTALLED.resolve("python").toString(),
          "PYTHONIOENCODING", "utf-8",
          "NODE_PATH", INSTALLED.resolve("node_modules").toString());

  private final String language;
  private final String codeFlag;
  private final String probe;
  private final String script;

  AvroProgram(String language, String codeFlag, String probe, String script) {
    this.language = language;
    this.codeFlag = codeFlag;
    this.probe = probe;
    this.script = script;
  }

  /** Whether it can run here. */
  boolean isThere() throws IOException {
    if (Boolean.getBoolean("readers.install")) {
      install();
    }
    return ForeignProcess.answers(ENVIRONMENT, List.of(language, codeFlag, probe));
  }

  boolean reads(RecordFormat format) {
    return this == PYTHON_FASTAVRO || format != RecordFormat.PACKED;
  }

  private void install() throws IOException {
    Files.createDirectories(INSTALLED);
    for (String list : List.of("requirements.txt", "package.json")) {
      Files.copy(
          SCRIPTS.resolve(list), INSTALLED.resolve(list), StandardCopyOption.REPLACE_EXISTING);
    }
    String folder = INSTALLED.toString();
    List<String> install =
        this == PYTHON_FASTAVRO
            ? List.of(
                "python3",
                "-m",
                "pip",
                "install",
                "--quiet",
                "--upgrade",
                "--target",
                folder + "/python",
                "-r",
                folder + "/requirements.txt")
            : List.of("npm", "install", "--no-audit", "--no-fund", "--prefix", folder);
    ForeignProcess.run("", ENVIRONMENT, install);
  }

  /**
   * Lets the program read records.
   *
   * @param lines format, topic and value in Base64, of each record
   * @param samples takes topic and sample
   */
  void read(
      String registryUrl, List<String> lines, Path folder, BiConsumer<String, ReadSample> samples)
      throws IOException {
    Path records = Files.write(folder.resolve("records"), lines);
    Path decoder = Files.writeString(folder.resolve("decoder.py"), RecordDocs.block("python"));
    List<String> command =
        List.of(
            language,
            SCRIPTS.resolve(script).toString(),
            registryUrl,
            records.toString(),
            decoder.toString());
    for (String line : ForeignProcess.run("", ENVIRONMENT, command).lines().toList()) {
      JsonNode found = JACKSON.readTree(line);
      samples.accept(
          found.get("topic").textValue(),
          new ReadSample(
              found.get("channel").textValue(),
              Long.parseLong(found.get("timestamp").textValue()),
              found.get("form").textValue(),
              found.get("value").textValue()));
    }
  }
}
