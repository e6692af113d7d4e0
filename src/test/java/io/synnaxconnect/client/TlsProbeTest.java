package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody keeps the question waiting that a failed login asks. */
@Timeout(60)
class TlsProbeTest {

  /** What a port does with its first connection. */
  private interface Answer {
    void to(Socket socket) throws IOException, InterruptedException;
  }

  private static boolean speaksTls(Answer answer) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  answer.to(socket);
                } catch (IOException | InterruptedException e) {
                  // The probe is over.
                }
              });
      answering.start();
      try {
        return TlsProbe.speaksTls("127.0.0.1", server.getLocalPort());
      } finally {
        answering.interrupt();
        answering.join();
      }
    }
  }

  @Test
  void aPortThatTricklesAHandshakeForEverIsTls() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    assertThat(
            speaksTls(
                socket -> {
                  socket.getOutputStream().write(new byte[] {22, 3, 3});
                  never.await();
                }))
        .isTrue();
  }

  @Test
  void aPortThatSaysNothingIsNotTls() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    assertThat(speaksTls(socket -> never.await())).isFalse();
  }

  @Test
  void aPortOfAnotherProtocolIsNotTls() throws Exception {
    assertThat(speaksTls(socket -> socket.getOutputStream().write(new byte[] {'S', 'S', 'H'})))
        .isFalse();
    assertThat(speaksTls(socket -> {})).isFalse();
  }
}
