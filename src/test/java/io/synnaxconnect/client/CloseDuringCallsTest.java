package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.synnaxconnect.client.SynnaxException.Code;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that meet the end of their client. */
@Timeout(120)
class CloseDuringCallsTest {

  /** The end of a call got lost once in some hundred clients, when the machine was busy. */
  private static final int CLIENTS = 100;

  @Test
  void closingEndsTheCallsThatAreUnderWay() throws Exception {
    // Given
    FakeSynnax server = FakeSynnax.start();
    ExecutorService callers = Executors.newFixedThreadPool(3);
    for (int i = 0; i < CLIENTS; i++) {
      SynnaxClient client = SynnaxClient.create(TestOptions.plaintext(server.port()));
      client.checkConnectivity();
      List<CompletableFuture<Code>> calls =
          Stream.generate(() -> CompletableFuture.supplyAsync(() -> callOn(client), callers))
              .limit(3)
              .toList();

      // When
      TimeUnit.MICROSECONDS.sleep(i * 20L);
      client.close();

      // Then
      for (CompletableFuture<Code> call : calls) {
        assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo(Code.CLIENT_CLOSED);
      }
    }
    callers.shutdownNow();
    server.close();
  }

  private static Code callOn(SynnaxClient client) {
    return catchThrowableOfType(
            SynnaxException.class,
            () -> {
              while (true) {
                client.checkConnectivity();
              }
            })
        .code();
  }
}
