package io.synnaxconnect.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.cluster.ChildProcess;
import io.synnaxconnect.cluster.ReceivedSample;
import io.synnaxconnect.cluster.SampleComparison;
import io.synnaxconnect.cluster.SentSample;
import io.synnaxconnect.cluster.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The recorded flight, repeated by a simulator in a process of its own. */
final class SimulatorSource implements TelemetrySource {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChildProcess process;
  private final Path oracle;
  private final String address;

  private SimulatorSource(ChildProcess process, Path oracle) {
    this.process = process;
    this.oracle = oracle;
    this.address = addressIn(process.output());
  }

  /** Starts the simulator and returns when it serves. */
  static SimulatorSource start(Path folder) {
    Path oracle = folder.resolve("sent.jsonl");
    List<String> arguments =
        List.of(
            "-Xmx256m",
            "-cp",
            absolute(System.getProperty("java.class.path")),
            FlightSimulator.class.getName(),
            oracle.toString());
    ChildProcess process = ChildProcess.java("simulator", folder, arguments);
    process.awaitReady(() -> !addressIn(process.output()).isEmpty());
    return new SimulatorSource(process, oracle);
  }

  @Override
  public String description() {
    return "Synnax simulator at " + address;
  }

  @Override
  public Map<String, String> connectorSettings() {
    return Map.of("synnax.address", address);
  }

  @Override
  public String password() {
    return "seldon";
  }

  @Override
  public void startSending(int openStreams) {
    process.send("start " + openStreams);
  }

  @Override
  public void stopSending() {
    process.send("stop");
    process.awaitReady(() -> process.output().contains(FlightSimulator.STOPPED));
  }

  @Override
  public List<SentSample> sent() {
    List<SentSample> samples = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(oracle)) {
        JsonNode sample = JSON.readTree(line);
        samples.add(
            new SentSample(
                sample.path("channel").asText(),
                sample.path("timestampNanos").asLong(),
                value(sample.path("value"))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples;
  }

  private static @Nullable Object value(JsonNode json) {
    return json.isTextual() ? json.asText() : Values.plain(json.numberValue());
  }

  /** The stream was open before the first sample: nothing may be missing, nothing be new. */
  @Override
  public SampleComparison compare(List<ReceivedSample> received) {
    return SampleComparison.of(sent(), received);
  }

  @Override
  public void close() {
    process.close();
  }

  private static String addressIn(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith(FlightSimulator.ADDRESS))
        .map(line -> line.substring(FlightSimulator.ADDRESS.length()))
        .findFirst()
        .orElse("");
  }

  /** The process runs in another folder. */
  private static String absolute(String classPath) {
    List<String> entries = new ArrayList<>();
    for (String entry : classPath.split(java.io.File.pathSeparator, -1)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(java.io.File.pathSeparator, entries);
  }
}
