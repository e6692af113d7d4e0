package io.synnaxconnect.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Telemetry;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line may say, and the sentences for what it may not. */
class AuditArgumentsTest {

  private static final long NOW = 1_700_000_000_000_000_000L;
  private static final String CLUSTER = "8a3a3c3e-9a3e-4b0e-8f57-0d7a0a0f1c11";

  private static final List<IndexGroup> GROUPS = List.of(group(7), group(9));

  private static IndexGroup group(long key) {
    return new IndexGroup(
        Telemetry.channel(key, "timestamp", key),
        List.of(Telemetry.channel(key + 1, "float64", key)));
  }

  private static AuditArguments parse(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--connector", "c.json", "--worker", "w"));
    arguments.addAll(List.of(more));
    return AuditArguments.parse(arguments, NOW);
  }

  @Test
  void readsAllOfThem() {
    // When
    AuditArguments read =
        parse("--range", "2026-01-31T12:00:00Z/2026-01-31T13:00:00Z", "--json", "--allow-repeated");

    // Then
    assertThat(read.connector()).isEqualTo(Path.of("c.json"));
    assertThat(read.range())
        .isEqualTo(
            new TimeRange(
                TimeStamp.of(Instant.parse("2026-01-31T12:00:00Z")),
                TimeStamp.of(Instant.parse("2026-01-31T13:00:00Z"))));
    assertThat(read.json()).isTrue();
    assertThat(read.allowsRepeated()).isTrue();
  }

  @Test
  void aRangeMayBeOpen() {
    assertThat(parse("--range", "/").range())
        .isEqualTo(new TimeRange(TimeStamp.MIN, new TimeStamp(NOW - 60_000_000_000L)));
  }

  @Test
  void readsWhereConnectIs() {
    assertThat(parse("--since-offset", "http://localhost:8083").connect())
        .isEqualTo(URI.create("http://localhost:8083"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "--range, yesterday, has no '/'",
        "--range, yesterday/, is not an instant",
        "--range, 2026-02-01T00:00:00Z/2026-01-01T00:00:00Z, FROM must be before TO",
        "--since-offset, localhost, is not an address",
        "--since-offset, \"a b\", is not an address",
        "--jason, x, The option '--jason' is unknown"
      })
  void saysWhatIsWrong(String option, String value, String sentence) {
    assertThatThrownBy(() -> parse(option, value)).hasMessageContaining(sentence);
  }

  @Test
  void saysWhatLacks() {
    assertThatThrownBy(() -> parse("--range")).hasMessageContaining("'--range' has no value");
    assertThatThrownBy(() -> parse()).hasMessageContaining("either --range or --since-offset");
    assertThatThrownBy(() -> AuditArguments.parse(List.of("--range", "/"), NOW))
        .hasMessageContaining("Name --connector and --worker.");
  }

  @Test
  void theGuideShowsTheUsage() throws Exception {
    assertThat(Files.readString(Path.of("docs/audit.md"))).contains(AuditArguments.USAGE);
  }

  @Test
  void filesThatCannotBeReadAreNamed(@TempDir Path folder) throws Exception {
    // Given
    Path worker = Files.writeString(folder.resolve("worker.properties"), "bootstrap.servers=a:1");
    Path json = Files.writeString(folder.resolve("c.json"), "[1]");
    Path empty = Files.writeString(folder.resolve("d.json"), "{\"config\": {}}");

    // Then
    assertThat(outcome(folder.resolve("absent"), worker)).startsWith("2 --connector: ");
    assertThat(outcome(json, folder.resolve("absent"))).startsWith("2 --worker: ");
    assertThat(outcome(json, worker)).contains("is not the JSON configuration of a connector");
    assertThat(outcome(empty, worker)).contains("not valid:\nsynnax.address: ");
  }

  private static String outcome(Path connector, Path worker) throws InterruptedException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(err, true, StandardCharsets.UTF_8);
    int code =
        new Audit(printed, printed, null)
            .run(
                List.of(
                    "--connector",
                    connector.toString(),
                    "--worker",
                    worker.toString(),
                    "--range",
                    "/"));
    return code + " " + err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theWorkersOwnReferencesAreResolved(@TempDir Path folder) throws Exception {
    // Given
    Path secret = Files.writeString(folder.resolve("secret.properties"), "where=broker:9092");
    Path worker =
        Files.writeString(
            folder.resolve("worker.properties"),
            """
            config.providers=file
            config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
            bootstrap.servers=${file:%s:where}
            """
                .formatted(secret));
    Path connector =
        Files.writeString(
            folder.resolve("c.json"),
            new Gson().toJson(Map.of("name", "c", "config", ConfigFixtures.with())));

    // Then
    assertThat(AuditedConnector.read(connector, worker).consumerProperties())
        .containsEntry("bootstrap.servers", "broker:9092");
  }

  @Test
  void readsTheRangesOfStoredOffsets() {
    // Given: a group with a position, one without, and a record of the catalogue
    String json =
        """
        {"offsets": [
          {"partition": {"cluster_key": "%1$s", "index_key": "7"},
           "offset": {"v": "1", "since": "100", "position": "200", "channels": "8"}},
          {"partition": {"cluster_key": "%1$s", "index_key": "9"},
           "offset": {"v": "1", "since": "100", "channels": ""}},
          {"partition": {"cluster_key": "%1$s", "catalogue": "7"},
           "offset": {"v": "1"}}]}
        """
            .formatted(CLUSTER);

    // Then
    assertThat(StoredOffsets.parse(json, CLUSTER, GROUPS))
        .isEqualTo(Map.of(7L, TimeRange.ofNanos(100, 201)));
    assertThat(StoredOffsets.parse(json, "another", GROUPS)).isEmpty();
  }
}
