package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.cluster.Artifacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * No jar in the archives is of a version that the project knows to be vulnerable. What it knows is
 * a file with a date: a scanner of the day knows more.
 */
class KnownVulnerabilitiesIT {

  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d.*?)\\.jar");

  private record Advisory(String family, String identifier, String fixed) {

    static Advisory parse(String line) {
      String[] columns = line.split("\t", -1);
      return new Advisory(columns[0], columns[1], columns[2]);
    }

    boolean isOf(String jar) {
      return family.endsWith("-") ? jar.startsWith(family) : jar.equals(family);
    }

    boolean affects(String version) {
      return Arrays.compare(numbers(version), numbers(fixed)) < 0;
    }

    private static int[] numbers(String version) {
      return Pattern.compile("\\D+")
          .splitAsStream(version)
          .filter(part -> !part.isEmpty())
          .mapToInt(Integer::parseInt)
          .toArray();
    }
  }

  @Test
  void noJarHasAKnownVulnerability() throws IOException {
    // Given
    List<Advisory> known =
        Files.readAllLines(Path.of("src/test/resources/known-vulnerabilities.tsv")).stream()
            .filter(line -> !line.startsWith("#"))
            .map(Advisory::parse)
            .toList();

    // When / Then
    assertThat(jars())
        .isNotEmpty()
        .allSatisfy(
            jar -> {
              Matcher parts = JAR.matcher(jar);
              assertThat(parts.matches()).isTrue();
              assertThat(known)
                  .as("somebody has looked for vulnerabilities of this jar")
                  .anyMatch(advisory -> advisory.isOf(parts.group(1)));
              assertThat(known)
                  .filteredOn(advisory -> advisory.isOf(parts.group(1)))
                  .noneMatch(advisory -> advisory.affects(parts.group(2)));
            });
  }

  private static List<String> jars() throws IOException {
    try (ZipFile zip = new ZipFile(Artifacts.flatArchive().toFile())) {
      return zip.stream()
          .map(ZipEntry::getName)
          .filter(name -> !name.startsWith("kafka-connect-synnax-"))
          .toList();
    }
  }
}
