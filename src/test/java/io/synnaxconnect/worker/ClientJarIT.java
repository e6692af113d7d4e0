package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.cluster.Artifacts;
import io.synnaxconnect.cluster.ChildProcess;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The streaming client as programs get it that have nothing else of this project. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class ClientJarIT {

  private static final Path GUIDE = Path.of("docs/streaming-client.md");
  private static final Path PROGRAM = Path.of("src/test/program");

  /** A row of the guide's list: group, artifact and version. */
  private static final Pattern DEPENDENCY =
      Pattern.compile("(?m)^\\| `([\\w.-]+):([\\w.-]+):([\\w.-]+)` \\|");

  /** What the connector needs beside its client. */
  private static final Pattern OF_THE_CONNECTOR =
      Pattern.compile("(kafka-connect-synnax|HdrHistogram|re2j)-.*");

  @Test
  void hasTheClientAndNothingOfKafkaOrTheConnector() throws IOException {
    try (JarFile jar = new JarFile(Artifacts.clientJar().toFile())) {
      // When
      List<JarEntry> files = jar.stream().filter(entry -> !entry.isDirectory()).toList();

      // Then
      assertThat(files)
          .map(JarEntry::getName)
          .contains("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/licenses/Apache-2.0.txt")
          .allMatch(name -> name.matches("META-INF/.*|io/synnaxconnect/(client|proto|telem)/.*"))
          .noneMatch(name -> name.startsWith("META-INF/services/"));
      for (JarEntry file : files) {
        if (file.getName().endsWith(".class")) {
          String code =
              new String(jar.getInputStream(file).readAllBytes(), StandardCharsets.ISO_8859_1);
          assertThat(code).as(file.getName()).doesNotContain("org/apache/kafka");
        }
      }
      assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
          .isEqualTo("io.synnaxconnect.client");
    }
  }

  @Test
  void theGuideNamesItAndAllThatItNeeds() throws IOException {
    // Given
    String guide = Files.readString(GUIDE);
    List<String> needed = new ArrayList<>();
    try (ZipFile archive = new ZipFile(Artifacts.flatArchive().toFile())) {
      archive.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".jar") && !OF_THE_CONNECTOR.matcher(name).matches())
          .forEach(needed::add);
    }
    needed.add("slf4j-api-" + System.getProperty("slf4j.version", "1.7.36") + ".jar");

    // When
    List<String> named =
        dependencies().stream().map(dependency -> dependency.getFileName().toString()).toList();

    // Then
    assertThat(named).containsExactlyInAnyOrderElementsOf(needed);
    assertThat(guide.lines().limit(20).collect(Collectors.joining("\n")))
        .contains("`io.synnaxconnect:kafka-connect-synnax:" + Artifacts.version() + ":client`");
  }

  @Test
  void aProgramRunsOnTheClassPath(@TempDir Path folder) throws IOException {
    // Given
    String path = path(dependencies(), Artifacts.clientJar());
    compile("-d", folder.toString(), "-cp", path, PROGRAM.resolve("first/FirstSteps.java"));

    // When / Then
    assertThatItRuns(folder, "-cp", path + File.pathSeparator + folder, "first.FirstSteps");
  }

  /** Netty's jars are modules, which nobody asks for: the client's module has no description. */
  @Test
  void aProgramRunsAsModule(@TempDir Path folder) throws IOException {
    // Given
    String path = path(dependencies(), Artifacts.clientJar());
    compile(
        "-d",
        folder.toString(),
        "--module-path",
        path,
        PROGRAM.resolve("module-info.java"),
        PROGRAM.resolve("first/FirstSteps.java"));

    // When / Then
    assertThatItRuns(
        folder,
        "--add-modules",
        "ALL-MODULE-PATH",
        "--module-path",
        path + File.pathSeparator + folder,
        "--module",
        "first.steps/first.FirstSteps");
  }

  private static List<Path> dependencies() throws IOException {
    Path repository = Path.of(System.getProperty("maven.repo.local"));
    return DEPENDENCY
        .matcher(Files.readString(GUIDE))
        .results()
        .map(
            row ->
                repository
                    .resolve(row.group(1).replace('.', '/'))
                    .resolve(row.group(2))
                    .resolve(row.group(3))
                    .resolve(row.group(2) + "-" + row.group(3) + ".jar"))
        .toList();
  }

  private static String path(List<Path> dependencies, Path jar) {
    return Stream.concat(Stream.of(jar), dependencies.stream())
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void compile(Object... arguments) {
    String[] texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, texts)).isZero();
  }

  private static void assertThatItRuns(Path folder, String... java) {
    try (Simulator simulator = Simulator.builder().username("ada").password("secret").start()) {
      long time = simulator.createIndex("pressure_time");
      SimulatedWriter writer =
          simulator.openWriter(time, simulator.createChannel("pressure", DataType.FLOAT64, time));
      writer.writeRow(1_700_000_000_000_000_000L, 1.5);
      List<String> command = new ArrayList<>(List.of(java));
      command.addAll(List.of(simulator.address(), "ada", "secret"));
      try (ChildProcess program = ChildProcess.java("first-steps", folder, command)) {
        program.awaitReady(() -> program.output().contains("streaming"));
        writer.writeRow(1_700_000_000_000_000_001L, 2.5);
        program.awaitSuccess();

        assertThat(program.output().lines())
            .contains(
                "cluster " + simulator.clusterKey(),
                "channel pressure float64",
                "frame 2.5",
                "rows 2");
      }
    }
  }
}
