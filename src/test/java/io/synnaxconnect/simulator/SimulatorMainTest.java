package io.synnaxconnect.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.synnaxconnect.proto.AuthLoginServiceGrpc;
import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.RangeMessage;
import io.synnaxconnect.proto.RangeRetrieveRequest;
import io.synnaxconnect.proto.RangeRetrieveServiceGrpc;
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
    String created = answer(out);
    await().atMost(Duration.ofMinutes(1)).until(() -> samples(oracle, "tank_temperature") > 50);
    tell("retire");
    String retired = answer(out);
    tell("delete");
    String deleted = answer(out);

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
    String first = answer(out);
    tell("import");
    String second = answer(out);

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
  void eachRepetitionIsARangeThatEndsWithItsLastSample() throws Exception {
    // Given
    Path oracle = directory.resolve("oracle.tsv");
    BufferedReader out = start("--scenario", "hotfire", "--oracle", oracle.toString());
    int port = Integer.parseInt(out.readLine().replaceAll(".*port=(\\d+) .*", "$1"));

    // When
    String named = out.readLine();
    await().atMost(Duration.ofMinutes(1)).until(() -> samples(oracle, "thrust") > 50);
    RangeMessage open = firstRange(port);
    tell("stop");
    assertThat(out.readLine()).isEqualTo("STOPPED");
    RangeMessage ended = firstRange(port);

    // Then
    assertThat(named).isEqualTo("RANGE Hotfire 1");
    assertThat(open.getName()).isEqualTo("Hotfire 1");
    assertThat(open.getTimeRange().getEnd()).isEqualTo(Long.MAX_VALUE);
    long newest =
        Files.readAllLines(oracle).stream()
            .mapToLong(line -> Long.parseLong(line.split("\t", -1)[1]))
            .max()
            .orElseThrow();
    assertThat(ended.getTimeRange().getStart()).isEqualTo(open.getTimeRange().getStart());
    assertThat(ended.getTimeRange().getEnd()).isEqualTo(newest + 1);
  }

  private static RangeMessage firstRange(int port) {
    ManagedChannel connection =
        ManagedChannelBuilder.forTarget("127.0.0.1:" + port).usePlaintext().build();
    try {
      LoginRequest login =
          LoginRequest.newBuilder().setUsername("synnax").setPassword("seldon").build();
      Metadata token = new Metadata();
      token.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
          "Bearer " + AuthLoginServiceGrpc.newBlockingStub(connection).exec(login).getToken());
      return RangeRetrieveServiceGrpc.newBlockingStub(connection)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token))
          .exec(RangeRetrieveRequest.getDefaultInstance())
          .getRanges(0);
    } finally {
      connection.shutdownNow();
    }
  }

  /** The next line that is not about a range. */
  private static String answer(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line.startsWith("RANGE ")) {
      line = out.readLine();
    }
    return line;
  }

  @Test
  void refusesAnUnknownOption() throws Exception {
    start("--colour", "red");

    assertThat(java.util.Objects.requireNonNull(process).waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(directory.resolve("err.log"))).contains("--colour", "scenario");
  }
}
