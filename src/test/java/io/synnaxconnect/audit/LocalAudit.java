package io.synnaxconnect.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command {@code synnax-audit} in this JVM, for whoever runs it again and again. */
public final class LocalAudit {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What it said.
   *
   * @param exitCode 0 if all is equal, 1 if something differs, 2 if it could not compare
   * @param result as JSON; missing if it could not compare
   * @param err remarks, or why it could not compare
   */
  public record Outcome(int exitCode, JsonNode result, String err) {

    /** How many samples of all channels are so. */
    public long total(String number) {
      return result.path("totals").path(number).asLong();
    }
  }

  private final Path connector;
  private final Path worker;

  /**
   * An audit of a connector.
   *
   * @param folder for its files
   * @param worker the properties of the worker
   */
  public LocalAudit(Path folder, Map<String, String> config, Path worker) {
    this.connector = folder.resolve("local-audit.json");
    this.worker = worker;
    try {
      Files.write(connector, JSON.writeValueAsBytes(config));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares, with more arguments. */
  public Outcome run(String... arguments) throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of("--json", "--connector", connector.toString()));
    all.addAll(List.of("--worker", worker.toString()));
    all.addAll(List.of(arguments));
    int exitCode = new Audit(stream(out), stream(err), null).run(all);
    try {
      return new Outcome(
          exitCode,
          JSON.readTree(out.toString(StandardCharsets.UTF_8)),
          err.toString(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
