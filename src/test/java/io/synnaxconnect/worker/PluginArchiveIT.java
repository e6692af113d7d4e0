package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.cluster.Artifacts;
import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.SharedCluster;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The archives that users install, and what a worker makes of them. */
@Timeout(600)
class PluginArchiveIT {

  private static final String CONNECTOR = "io.synnaxconnect.SynnaxSourceConnector";
  private static final Pattern LINK = Pattern.compile("\\]\\((?!\\w+://)([^)\\s]+)\\)");
  private static final String ROOT = Artifacts.hubName() + "/";

  @Test
  void hubArchiveHasOneFolderWithTheLayoutOfTheHub() throws IOException {
    // When
    List<String> names = names(Artifacts.hubArchive());

    // Then
    assertThat(names).allMatch(name -> name.startsWith(ROOT));
    assertThat(names)
        .contains(
            ROOT + "manifest.json",
            ROOT + "assets/logo.png",
            ROOT + "bin/synnax-audit",
            ROOT + "bin/synnax-schemas",
            ROOT + "doc/README.md",
            ROOT + "doc/LICENSE",
            ROOT + "doc/NOTICE",
            ROOT + "doc/SECURITY.md",
            ROOT + "etc/quickstart.json",
            ROOT + "etc/avro/records/Float64Sample.avsc",
            ROOT + "etc/avro/side-topics/Gap.avsc",
            ROOT + "lib/kafka-connect-synnax-" + Artifacts.version() + ".jar");
  }

  @Test
  void pagesInTheArchiveLinkToWhatIsInTheArchive() throws IOException {
    // Given
    Set<String> names = new HashSet<>(names(Artifacts.hubArchive()));
    List<String> pages = names.stream().filter(name -> name.endsWith(".md")).toList();

    // When
    List<String> broken = new ArrayList<>();
    for (String page : pages) {
      String text =
          new String(entry(page.substring(ROOT.length())), StandardCharsets.UTF_8)
              .replaceAll("(?ms)^ *```.*?^ *```$", "");
      for (MatchResult link : LINK.matcher(text).results().toList()) {
        URI target = URI.create("file:/" + page).resolve(link.group(1)).normalize();
        String name = target.getPath().substring(1);
        boolean isThere = names.stream().anyMatch(n -> n.equals(name) || n.startsWith(name + "/"));
        if (!isThere) {
          broken.add(page + ": " + link.group(1));
        }
      }
    }

    // Then
    assertThat(pages).hasSizeGreaterThan(20);
    assertThat(broken).isEmpty();
  }

  @Test
  void bothArchivesHoldTheSameJarsAndNoneThatTheWorkerHas() throws IOException {
    // When
    List<String> flat = names(Artifacts.flatArchive());
    List<String> hub = names(Artifacts.hubArchive());

    // Then
    assertThat(flat).isNotEmpty().allMatch(name -> name.endsWith(".jar") && !name.contains("/"));
    assertThat(hub)
        .filteredOn(name -> name.endsWith(".jar"))
        .map(name -> name.substring((ROOT + "lib/").length()))
        .containsExactlyInAnyOrderElementsOf(flat)
        .noneMatch(
            name -> name.matches("(kafka|connect|slf4j|logback|log4j).*(?<!synnax-.{1,40})"));
  }

  @Test
  void everyJarHasItsLicence() throws IOException {
    // Given: lines of the jars' beginnings, licence and files
    String table = text(Artifacts.flatArchive(), "META-INF/licenses/README.txt");
    List<String[]> rows =
        table
            .lines()
            .filter(line -> line.contains(" | "))
            .map(line -> line.split(" \\| "))
            .toList();

    // Then
    assertThat(names(Artifacts.flatArchive()))
        .allSatisfy(jar -> assertThat(rows).filteredOn(row -> jar.startsWith(row[0])).hasSize(1));
    for (String file : List.of("Apache-2.0", "protobuf", "re2j", "HdrHistogram", "netty/NOTICE")) {
      assertThat(text(Artifacts.flatArchive(), "META-INF/licenses/" + file + ".txt")).isNotBlank();
      assertThat(entry("doc/licenses/" + file + ".txt")).isNotEmpty();
    }
    assertThat(text(Artifacts.flatArchive(), "META-INF/LICENSE")).contains("Apache License");
  }

  @Test
  void sbomNamesEveryJar() throws IOException {
    assumeThat(Artifacts.sbom()).exists();

    // When
    List<String> components = new ArrayList<>();
    for (JsonNode component :
        new ObjectMapper().readTree(Artifacts.sbom().toFile()).path("components")) {
      components.add(
          component.path("name").asText() + "-" + component.path("version").asText() + ".jar");
    }

    // Then
    assertThat(names(Artifacts.flatArchive()))
        .filteredOn(jar -> !jar.startsWith("kafka-connect-synnax"))
        .containsExactlyInAnyOrderElementsOf(components);
  }

  /** A file in the connector's jar in an archive of jars. */
  private static String text(Path archive, String name) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile());
        ZipInputStream jar =
            new ZipInputStream(
                zip.getInputStream(
                    zip.getEntry("kafka-connect-synnax-" + Artifacts.version() + ".jar")))) {
      for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
        if (entry.getName().equals(name)) {
          return new String(jar.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new IOException(name + " is not in the connector's jar");
  }

  @Test
  void manifestIsFilledByTheBuild() throws IOException {
    // When
    JsonNode manifest = new ObjectMapper().readTree(entry("manifest.json"));

    // Then
    assertThat(manifest.path("name").asText()).isEqualTo("kafka-connect-synnax");
    assertThat(manifest.path("version").asText()).isEqualTo(Artifacts.version());
    assertThat(manifest.path("owner").path("username").asText()).isEqualTo("synnaxconnect");
    assertThat(manifest.path("component_types")).hasSize(1);
    assertThat(LocalDate.parse(manifest.path("release_date").asText())).isNotNull();
    assertThat(manifest.path("features").path("delivery_guarantee"))
        .map(JsonNode::asText)
        .containsExactly("at_least_once", "exactly_once");
    assertThat(manifest.toString()).doesNotContain("${");
  }

  @Test
  void logoIsLargeEnoughForTheHub() throws IOException {
    // When
    BufferedImage logo = ImageIO.read(new ByteArrayInputStream(entry("assets/logo.png")));

    // Then
    assertThat(logo.getWidth()).isGreaterThanOrEqualTo(400);
    assertThat(logo.getHeight()).isGreaterThanOrEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void workerFindsClassAndVersionInTheUnzippedArchive(KafkaVersion version) {
    // Given
    ConnectRest rest = SharedCluster.get().worker(version).rest();

    // When
    JsonNode plugins = rest.get("/connector-plugins");

    // Then
    assertThat(plugins)
        .anySatisfy(
            plugin -> {
              assertThat(plugin.path("class").asText()).isEqualTo(CONNECTOR);
              assertThat(plugin.path("type").asText()).isEqualTo("source");
              assertThat(plugin.path("version").asText()).isEqualTo(Artifacts.version());
            });
  }

  @Test
  void workerAnswersOnTheKeyThatIsWrong() {
    // Given
    ConnectRest rest = SharedCluster.get().worker(KafkaVersion.V4_3).rest();
    Map<String, String> config =
        Map.of(
            "connector.class", CONNECTOR,
            "tasks.max", "1",
            "synnax.address", "nowhere",
            "synnax.username", "synnax",
            "synnax.password", "secret",
            "channels.include", "a",
            "poll.timeout.ms", "5000");

    // When
    JsonNode answer = rest.validate(CONNECTOR, config);

    // Then
    assertThat(errors(answer, "synnax.address")).singleElement().asString().contains("nowhere");
    assertThat(errors(answer, "poll.timeout.ms")).singleElement().asString().contains("5000");
    assertThat(errors(answer, "synnax.username")).isEmpty();
  }

  private static List<String> errors(JsonNode answer, String key) {
    List<String> errors = new ArrayList<>();
    for (JsonNode config : answer.path("configs")) {
      if (config.path("value").path("name").asText().equals(key)) {
        config.path("value").path("errors").forEach(error -> errors.add(error.asText()));
      }
    }
    return errors;
  }

  private static byte[] entry(String name) throws IOException {
    try (ZipFile zip = new ZipFile(Artifacts.hubArchive().toFile());
        InputStream content = zip.getInputStream(zip.getEntry(ROOT + name))) {
      return content.readAllBytes();
    }
  }

  private static List<String> names(Path archive) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      return zip.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
    }
  }
}
