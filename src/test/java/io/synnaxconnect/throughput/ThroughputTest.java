package io.synnaxconnect.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.simulator.SimulatorMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * 250,000 samples a second through a task in 256 MiB of heap. It needs the machine for itself, so
 * that only {@code -Pfull} runs it. Holes are shown and allowed: on a machine that is short of CPU
 * the simulator leaves frames out, as a cluster does.
 */
@Timeout(300)
@EnabledIfSystemProperty(named = "test.full", matches = "true")
class ThroughputTest {

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest(name = "{0} channels at {1} Hz")
  @CsvSource({"50, 5000", "10000, 25"})
  void carriesAQuarterOfAMillionSamplesASecond(int channels, int rateHz) throws Exception {
    // Given
    String port =
        value(
            "port",
            lineWith(
                "READY",
                start(
                    "512m",
                    SimulatorMain.class,
                    "--scenario",
                    "generated",
                    "--channels",
                    Integer.toString(channels),
                    "--rate",
                    Integer.toString(rateHz),
                    "--retain",
                    "1000")));

    // When
    String figures = lineWith("samplesPerSecond", start("256m", TaskLoop.class, port, "10", "20"));

    // Then
    System.out.println(channels + " channels at " + rateHz + " Hz: " + figures);
    assertThat(Long.parseLong(value("samplesPerSecond", figures))).isGreaterThan(240_000);
    assertThat(value("shedFrames", figures)).isEqualTo("0");
  }

  private Process start(String heap, Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-Xmx" + heap);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.add(process);
    return process;
  }

  private static String lineWith(String word, Process process) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.contains(word)) {
        return line;
      }
    }
    throw new IOException("the process ended without a line of " + word);
  }

  private static String value(String name, String line) {
    Matcher matcher = Pattern.compile("\\b" + name + "=(\\S+)").matcher(line);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
