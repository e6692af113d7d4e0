package io.synnaxconnect.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Range;
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

  @ParameterizedTest
  @CsvSource({"Hotfire 12, Hotfire 12", "range:2026/01 hot, 2026/01 hot", "range:a, a"})
  void aRangeMayBeNamed(String option, String name) {
    // When
    AuditArguments read = parse("--range", option);

    // Then
    assertThat(read.rangeName()).isEqualTo(name);
    assertThat(read.range()).isNull();
    assertThat(read.connect()).isNull();
  }

  @Test
  void theNamedRangeIsThatOfTheCluster() {
    // Given
    Range ended = range("Hotfire 12", NOW);
    Range open = range("Hotfire 13", NOW + 1);
    List<Range> all = List.of(ended, open);
    TimeStamp now = new TimeStamp(NOW);

    // Then
    assertThat(Audit.endedRange("Hotfire 12", all, now)).isEqualTo(ended);
    assertThat(Audit.endedRange(ended.key(), all, now)).isEqualTo(ended);
    assertThatThrownBy(() -> Audit.endedRange("Hotfire 13", all, now))
        .hasMessage(
            "--range: 'Hotfire 13' has not ended yet; compare it when it has, or name two"
                + " instants");
    assertThatThrownBy(() -> Audit.endedRange("Hotfire 1", all, now))
        .hasMessageContaining("--range: 'Hotfire 1' is not a range of the cluster; did you mean");
  }

  @Test
  void theReportSaysWhichRangeWasCompared() {
    // Given
    AuditResult result = new AuditResult(List.of(), 0, null, 0, List.of(), true);
    AuditReport report = new AuditReport(result, range("Hotfire 12", NOW), false);

    // Then
    assertThat(report.text())
        .startsWith(
            "range Hotfire 12 (key of Hotfire 12), from 1970-01-01T00:00:00.000000001Z to before"
                + " 2023-11-14T22:13:20Z\n");
    assertThat(report.json()).contains("\"end\": \"2023-11-14T22:13:20Z\"");
  }

  private static Range range(String name, long endNanos) {
    return new Range("key of " + name, name, TimeRange.ofNanos(1, endNanos), "");
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
