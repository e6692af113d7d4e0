package io.synnaxconnect.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.cluster.ChildProcess;
import io.synnaxconnect.cluster.ReceivedSample;
import io.synnaxconnect.cluster.SampleComparison;
import io.synnaxconnect.cluster.SentSample;
import io.synnaxconnect.simulator.SimulatorMain;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The recorded flight, repeated by a simulator in a process of its own. */
final class SimulatorSource implements TelemetrySource {

  private static final Pattern READY = Pattern.compile("READY port=(\\d+) ");
  private static final Pattern RANGE = Pattern.compile("(?m)^RANGE (.+)$");
  private static final Pattern CREATED = Pattern.compile("(?m)^CREATED (\\w+)$");
  private static final Pattern RETIRED = Pattern.compile("(?m)^RETIRED \\w+ (\\d+)$");
  private static final Pattern DELETED = Pattern.compile("(?m)^DELETED \\w+$");
  private static final Pattern IMPORTED = Pattern.compile("(?m)^IMPORTED (\\d+)$");
  private static final Pattern STOPPED = Pattern.compile("(?m)^STOPPED$");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChildProcess process;
  private final Path oracle;
  private final String address;

  private SimulatorSource(ChildProcess process, Path oracle) {
    this.process = process;
    this.oracle = oracle;
    Matcher ready = READY.matcher(process.output());
    if (!ready.find()) {
      throw new IllegalStateException("the simulator does not say its port");
    }
    this.address = "127.0.0.1:" + ready.group(1);
  }

  /**
   * Starts the simulator and returns when it serves.
   *
   * @param recorded whether what is sent goes into a file, for {@link #sent}
   */
  static SimulatorSource start(Path folder, boolean recorded) {
    Path oracle = folder.resolve("sent.tsv");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-Xmx256m", "-cp", absolute(System.getProperty("java.class.path"))));
    arguments.add(SimulatorMain.class.getName());
    arguments.addAll(List.of("--hold", "true", "--retain", "100000"));
    if (recorded) {
      arguments.addAll(List.of("--oracle", oracle.toString()));
    }
    ChildProcess process = ChildProcess.java("simulator", folder, arguments);
    process.awaitReady(() -> READY.matcher(process.output()).find());
    return new SimulatorSource(process, oracle);
  }

  @Override
  public String description() {
    List<MatchResult> ranges = answers(RANGE);
    String range = ranges.isEmpty() ? "" : ", range " + ranges.get(ranges.size() - 1).group(1);
    return "Synnax simulator at " + address + range;
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
  public boolean isOurs() {
    return true;
  }

  @Override
  public void closePort() {
    process.send("close");
  }

  @Override
  public void openPort() {
    process.send("open");
  }

  @Override
  public String createChannel() {
    return ask("create", CREATED).group(1);
  }

  @Override
  public long retireChannel() {
    return Long.parseLong(ask("retire", RETIRED).group(1));
  }

  @Override
  public void deleteChannel() {
    ask("delete", DELETED);
  }

  @Override
  public int importRows() {
    return Integer.parseInt(ask("import", IMPORTED).group(1));
  }

  @Override
  public void stay() {
    process.send("stay");
  }

  @Override
  public void stopSending() {
    ask("stop", STOPPED);
  }

  /** The next answer of this kind. */
  private MatchResult ask(String command, Pattern answer) {
    int before = answers(answer).size();
    process.send(command);
    process.awaitReady(() -> answers(answer).size() > before);
    return answers(answer).get(before);
  }

  private List<MatchResult> answers(Pattern answer) {
    return answer.matcher(process.output()).results().toList();
  }

  /** One line per sample: channel, timestamp and value, text in quotes. */
  @Override
  public List<SentSample> sent() {
    List<SentSample> samples = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(oracle)) {
        String[] field = line.split("\t", 3);
        String value = field[2].startsWith("\"") ? JSON.readTree(field[2]).asText() : field[2];
        samples.add(new SentSample(field[0], Long.parseLong(field[1]), value));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples;
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

  /** The process runs in another folder. */
  private static String absolute(String classPath) {
    List<String> entries = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }
}
