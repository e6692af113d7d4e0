package io.synnaxconnect.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class SimulatorMainTest {

  @TempDir Path directory;

  private @Nullable Process process;

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private BufferedReader start(String... options) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                SimulatorMain.class.getName()));
    command.addAll(List.of(options));
    process =
        new ProcessBuilder(command).redirectError(directory.resolve("err.log").toFile()).start();
    return process.inputReader(StandardCharsets.UTF_8);
  }

  @Test
  void replaysTheEngineTestAndTellsTheOracleUntilItsInputEnds() throws Exception {
    // Given
    Path oracle = directory.resolve("oracle.tsv");
    BufferedReader out = start("--scenario", "hotfire", "--oracle", oracle.toString());

    // When
    String ready = out.readLine();

    // Then
    assertThat(ready).matches("READY port=\\d+ clusterKey=[-0-9a-f]{36}");
    await().atMost(Duration.ofMinutes(2)).until(() -> Files.readAllLines(oracle).size() > 100);
    Process running = java.util.Objects.requireNonNull(process);
    running.getOutputStream().close();
    assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readAllLines(oracle)).allMatch(line -> line.split("\t", -1).length == 3);
  }

  @Test
  void goesOnWritingWhileItsPortIsClosed() throws Exception {
    // Given
    Path oracle = directory.resolve("oracle.tsv");
    BufferedReader out = start("--scenario", "hotfire", "--oracle", oracle.toString());
    int port = Integer.parseInt(out.readLine().replaceAll(".*port=(\\d+) .*", "$1"));

    // When
    tell("close");
    await().atMost(Duration.ofMinutes(1)).until(() -> !accepts(port));
    long before = Files.size(oracle);
    await().atMost(Duration.ofMinutes(1)).until(() -> Files.size(oracle) > before + 10_000);
    tell("open");

    // Then
    await().atMost(Duration.ofMinutes(1)).until(() -> accepts(port));
  }

  @Test
  void aChannelComesToAGroupAndGoesAgain() throws Exception {
    // Given
    Path oracle = directory.resolve("oracle.tsv");
    BufferedReader out = start("--scenario", "hotfire", "--oracle", oracle.toString());
    out.readLine();

    // When
    tell("create");
    String created = out.readLine();
    await().atMost(Duration.ofMinutes(1)).until(() -> samples(oracle, "tank_temperature") > 50);
    tell("retire");
    String retired = out.readLine();
    tell("delete");
    String deleted = out.readLine();

    // Then
    assertThat(created).isEqualTo("CREATED tank_temperature");
    assertThat(retired).matches("RETIRED tank_temperature \\d{19}");
    assertThat(deleted).isEqualTo("DELETED tank_temperature");
    long others = samples(oracle, "tank_pressure");
    await().atMost(Duration.ofMinutes(1)).until(() -> samples(oracle, "tank_pressure") > others);
    String last = retired.substring(retired.lastIndexOf(' ') + 1);
    assertThat(lines(oracle, "tank_temperature").toList())
        .last()
        .asString()
        .startsWith("tank_temperature\t" + last + "\t2");
  }

  @Test
  void rowsOfYesterdayAreImportedWhileTheGroupIsWrittenLive() throws Exception {
    // Given
    Path oracle = directory.resolve("oracle.tsv");
    BufferedReader out = start("--scenario", "hotfire", "--oracle", oracle.toString());
    out.readLine();

    // When
    await().atMost(Duration.ofMinutes(1)).until(() -> samples(oracle, "thrust") > 50);
    tell("import");
    String first = out.readLine();
    tell("import");
    String second = out.readLine();

    // Then
    assertThat(first).isEqualTo("IMPORTED 8000");
    assertThat(second).isEqualTo(first);
    long others = samples(oracle, "thrust");
    await().atMost(Duration.ofMinutes(1)).until(() -> samples(oracle, "thrust") > others + 50);
    long anHourAgo = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - 3_600_000_000_000L;
    List<Long> imported = timestamps(oracle, "thrust").filter(t -> t < anHourAgo).toList();
    assertThat(imported).hasSize(2_000).doesNotHaveDuplicates();
    assertThat(imported.get(1_999)).isLessThan(imported.get(0));
  }

  private static Stream<Long> timestamps(Path oracle, String channel) throws IOException {
    return lines(oracle, channel).map(line -> Long.valueOf(line.split("\t", -1)[1]));
  }

  private static long samples(Path oracle, String channel) throws IOException {
    return lines(oracle, channel).count();
  }

  private static Stream<String> lines(Path oracle, String channel) throws IOException {
    return Files.readAllLines(oracle).stream().filter(line -> line.startsWith(channel + "\t"));
  }

  private void tell(String command) throws IOException {
    OutputStream in = java.util.Objects.requireNonNull(process).getOutputStream();
    in.write((command + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void refusesAnUnknownOption() throws Exception {
    start("--colour", "red");

    assertThat(java.util.Objects.requireNonNull(process).waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(directory.resolve("err.log"))).contains("--colour", "scenario");
  }
}
