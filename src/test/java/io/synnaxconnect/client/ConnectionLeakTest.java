package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.synnaxconnect.client.SynnaxClientOptions.Limits;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that cannot be made keeps neither a thread nor an open file. */
class ConnectionLeakTest {

  private static final int TIMES = 50;
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  private static SynnaxClientOptions options(String host, int port, Tls tls, Limits limits) {
    return new SynnaxClientOptions(host, port, TestOptions.CREDENTIALS, tls, limits);
  }

  static Stream<SynnaxClientOptions> impossible() {
    Limits usual = Limits.DEFAULT;
    return Stream.of(
        options("synnax_core", 9090, Tls.PLAINTEXT, usual),
        options("localhost", 9090, new Tls(true, "no certificate", "", "", ""), usual),
        options("localhost", 9090, new Tls(true, "", "", "no certificate", "no key"), usual));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void leavesNothing(SynnaxClientOptions options) throws Exception {
    assumeTrue(Files.isDirectory(OPEN_FILES), "needs /proc");
    // Given
    tryToMake(options);
    long files = openFiles();
    int threads = Thread.activeCount();

    // When
    for (int i = 0; i < TIMES; i++) {
      tryToMake(options);
    }

    // Then: other tests may open a few
    assertThat(openFiles()).isLessThan(files + TIMES / 2);
    assertThat(Thread.activeCount()).isLessThan(threads + TIMES / 2);
  }

  private static void tryToMake(SynnaxClientOptions options) {
    assertThatThrownBy(() -> SynnaxClient.create(options))
        .isInstanceOfAny(SynnaxException.class, IllegalArgumentException.class);
  }

  private static long openFiles() throws Exception {
    try (Stream<Path> open = Files.list(OPEN_FILES)) {
      return open.count();
    }
  }

  @Test
  void optionsAreCheckedAllAtOnce() {
    assertThatThrownBy(
            () ->
                new SynnaxClientOptions(
                    "", 70_000, TestOptions.CREDENTIALS, Tls.PLAINTEXT, Limits.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host")
        .hasMessageContaining("port must be from 1 to 65535: 70000");
    assertThatThrownBy(() -> new Limits(Duration.ZERO, -1, 0, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("requestTimeout")
        .hasMessageContaining("maxMessageBytes")
        .hasMessageContaining("flowControlWindowBytes")
        .hasMessageContaining("silence");
  }
}
