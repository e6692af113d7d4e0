package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.cluster.Artifacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whoever builds a commit gets the bytes that we publish. Has nothing to do with the others. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@EnabledIfSystemProperty(named = "test.full", matches = "true")
class ReproducibleBuildIT {

  private static final List<String> SOURCES =
      List.of(
          "pom.xml",
          ".mvn",
          "src/main",
          "src/test/protobuf",
          "bin",
          "config",
          "docker",
          "docs",
          "assets",
          "manifest.json",
          "README.md",
          "CHANGELOG.md",
          "CONTRIBUTING.md",
          "SECURITY.md",
          "LICENSE",
          "NOTICE");

  @Test
  void secondBuildInAnotherFolderMakesTheSameFiles(@TempDir Path other) throws Exception {
    // Given
    for (String source : SOURCES) {
      copy(Path.of(source), other.resolve(source));
    }

    // When
    build(other);

    // Then
    try (Stream<Path> again = Files.list(other.resolve("target/components/packages"))) {
      assertThat(again)
          .hasSizeGreaterThanOrEqualTo(2)
          .allSatisfy(
              archive ->
                  assertThat(archive)
                      .hasSameBinaryContentAs(Artifacts.packages().resolve(archive.getFileName())));
    }
    Path client = Artifacts.clientJar();
    assertThat(other.resolve("target").resolve(client.getFileName()))
        .hasSameBinaryContentAs(client);
  }

  private static void build(Path folder) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("maven.home"), "bin", "mvn").toString());
    command.addAll(List.of("--batch-mode", "--no-transfer-progress", "--quiet"));
    command.add("-Dmaven.repo.local=" + System.getProperty("maven.repo.local"));
    // What does not change the archives, but takes time.
    command.addAll(List.of("-Dmaven.test.skip", "-Dspotless.check.skip", "-Denforcer.skip"));
    command.add("-Derror-prone.arg=-XDnone");
    if (!Files.exists(Artifacts.sbom())) {
      // An offline build has no SBOM: the other must do without too.
      command.add("--offline");
    }
    command.add("package");
    Process maven =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("build.log").toFile())
            .start();
    try {
      assertThat(maven.waitFor(9, TimeUnit.MINUTES)).isTrue();
    } finally {
      maven.destroyForcibly();
    }
    assertThat(maven.exitValue()).as(Files.readString(folder.resolve("build.log"))).isZero();
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(from)) {
      return;
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
