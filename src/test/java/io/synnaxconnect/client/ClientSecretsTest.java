package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.synnaxconnect.telem.Channel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Neither password nor token shows anywhere, whatever fails and however much is logged. */
@Timeout(120)
class ClientSecretsTest {

  private static final List<String> CANARIES = List.of(TestOptions.PASSWORD, "canary-token");

  /** Loggers at the very bottom: everything that java.util.logging can print. */
  private static final class Everything extends Handler {
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    private final SimpleFormatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord record) {
      // The server runs in this process too; what it logs is not ours.
      if (!String.valueOf(record.getLoggerName()).endsWith("NettyServerHandler")) {
        lines.add(formatter.format(record));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final Logger root = Logger.getLogger("");
  private final Everything log = new Everything();
  private final Level level = Objects.requireNonNullElse(root.getLevel(), Level.INFO);

  @BeforeEach
  void listen() {
    log.setLevel(Level.ALL);
    root.setLevel(Level.ALL);
    root.addHandler(log);
  }

  @AfterEach
  void stopListening() {
    root.removeHandler(log);
    root.setLevel(level);
  }

  private static void assertNoCanary(String where, String text) {
    for (String canary : CANARIES) {
      assertThat(text).as(where).doesNotContain(canary);
      String hex = HexFormat.of().formatHex(canary.getBytes(StandardCharsets.UTF_8));
      assertThat(text).as(where).doesNotContain(hex);
    }
  }

  private static String printed(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  @Test
  void noSecretInOptions() {
    assertNoCanary("options", TestOptions.plaintext(1).toString());
    assertNoCanary(
        "TLS options",
        new SynnaxClientOptions.Tls(true, "", "", TestOptions.PASSWORD, TestOptions.PASSWORD)
            .toString());
  }

  @Test
  void noSecretInLogsAfterTheConfigurationOfLoggingIsReset() throws Exception {
    // Given
    SecretLoggers.silence();
    LogManager.getLogManager().reset();
    listen();

    // When / Then
    noSecretInLogsAndExceptions();
  }

  @Test
  void noSecretInLogsAndExceptions() throws Exception {
    // Given
    FakeSynnax server = FakeSynnax.start();
    Channel channel = new Channel(1, "a", "uint8", 0, false, true, false, "");
    SynnaxClient client = SynnaxClient.create(TestOptions.plaintext(server.port()));

    // When: a refused token is echoed in the headers of the answer
    server.tokenRefusal = token -> FakeSynnax.unknown("sy.auth.invalid_token---invalid token");
    Throwable listing = catchThrowable(client::retrieveChannels);
    Throwable streaming =
        catchThrowable(() -> client.openStreamer(List.of(channel), StreamerOptions.DEFAULT));
    server.loginRefusal =
        login -> FakeSynnax.unknown("sy.auth.invalid-credentials---invalid credentials");
    Throwable loggingIn = catchThrowable(client::login);
    server.close();
    Throwable cut = catchThrowable(client::login);
    client.close();

    // Then
    for (Throwable thrown : List.of(listing, streaming, loggingIn, cut)) {
      assertThat(thrown).isInstanceOf(SynnaxException.class);
      assertNoCanary("exception", printed(thrown));
    }
    assertThat(log.lines).as("what was logged").isNotEmpty();
    log.lines.forEach(line -> assertNoCanary("log line", line));
  }

  @Test
  void theLoggersOfTheProgramStayAsItHasChosenThem() throws Exception {
    // Given
    InternalLoggerFactory before = InternalLoggerFactory.getDefaultFactory();
    List<String> asked = new CopyOnWriteArrayList<>();
    InternalLoggerFactory mine =
        new InternalLoggerFactory() {
          @Override
          protected InternalLogger newInstance(String name) {
            asked.add(name);
            return ((JdkLoggerFactory) JdkLoggerFactory.INSTANCE).newInstance(name);
          }
        };
    InternalLoggerFactory.setDefaultFactory(mine);
    try {
      // When
      noSecretInLogsAndExceptions();
      InternalLogger headers =
          InternalLoggerFactory.getInstance("io.grpc.netty.NettyClientHandler");
      InternalLogger other = InternalLoggerFactory.getInstance("io.netty.of.the.program");
      headers.debug("headers of the program itself");

      // Then
      assertThat(asked).contains(headers.name(), other.name());
      assertThat(other.isDebugEnabled()).isTrue();
      assertThat(log.lines).anyMatch(line -> line.contains("headers of the program itself"));
    } finally {
      InternalLoggerFactory.setDefaultFactory(before);
    }
  }
}
