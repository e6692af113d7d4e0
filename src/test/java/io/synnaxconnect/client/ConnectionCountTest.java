package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An outage costs one TCP connection for each attempt, whoever makes them and however often. */
@Timeout(240)
class ConnectionCountTest {

  private static final int ATTEMPTS = 15;

  private static SynnaxClient client(int port, boolean tls) {
    return SynnaxClient.create(
        TestOptions.tls("127.0.0.1", port, tls ? Tls.SYSTEM_TRUST : Tls.PLAINTEXT));
  }

  private static void fail(SynnaxClient client) {
    assertThatThrownBy(client::login)
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.retriable()).as("%s", e).isTrue());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void opensOneConnectionForEachAttempt(boolean tls) throws Exception {
    try (HangUp server = new HangUp();
        SynnaxClient client = client(server.port(), tls)) {
      // When
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        client.reconnect();
        fail(client);
      }

      // Then: and one that asks once whether the port speaks TLS
      assertThat(server.accepted()).isEqualTo(ATTEMPTS + (tls ? 0 : 1));
    }
  }

  @Test
  void opensOneForEachAttemptAlsoOfCallersThatDoNotReconnect() throws Exception {
    try (HangUp server = new HangUp();
        SynnaxClient client = client(server.port(), false)) {
      // When
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        fail(client);
      }

      // Then
      assertThat(server.accepted()).isEqualTo(ATTEMPTS + 1);
    }
  }

  @Test
  void manyCallersConnectNoMoreOftenThanOne() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (HangUp server = new HangUp();
        SynnaxClient client = client(server.port(), false)) {
      // Given
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      AtomicInteger attempts = new AtomicInteger();
      List<Future<?>> callers = new ArrayList<>();

      // When
      for (int i = 0; i < 8; i++) {
        callers.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    client.reconnect();
                    fail(client);
                    attempts.incrementAndGet();
                  }
                }));
      }
      for (Future<?> caller : callers) {
        caller.get(120, TimeUnit.SECONDS);
      }

      // Then: the pauses double from 50 up to 400 ms
      assertThat(server.accepted()).isLessThanOrEqualTo(32);
      assertThat(attempts.get()).isGreaterThanOrEqualTo(server.accepted());
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void replacesAConnectionOnWhichSomebodyElseAnswers(boolean stranger) throws Exception {
    // Given: a backend of a proxy, or Synnax itself, refuses
    FakeSynnax server = FakeSynnax.start();
    server.loginRefusal =
        login ->
            stranger
                ? Status.UNAVAILABLE.withDescription("HTTP status code 503")
                : FakeSynnax.unknown("unknown---too many open files");
    try (SynnaxClient client = client(server.port(), false)) {
      fail(client);

      // When
      client.reconnect();
      fail(client);

      // Then
      assertThat(server.connections).hasValue(stranger ? 2 : 1);
    } finally {
      server.close();
    }
  }
}
