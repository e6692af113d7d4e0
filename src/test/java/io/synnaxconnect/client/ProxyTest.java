package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.SynnaxClientOptions.Limits;
import io.synnaxconnect.client.SynnaxClientOptions.Proxy;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** A proxy of the JVM is used if the options say so, and not else. */
@Isolated
@Timeout(120)
class ProxyTest {

  private final ProxySelector before = ProxySelector.getDefault();
  private ServerSocket proxy;

  @BeforeEach
  void start() throws IOException {
    proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    ProxySelector.setDefault(new Always(proxy.getLocalPort()));
  }

  @AfterEach
  void stop() throws IOException {
    ProxySelector.setDefault(before);
    proxy.close();
  }

  private static SynnaxClientOptions options(int port, Proxy way) {
    return new SynnaxClientOptions(
        "127.0.0.1", port, TestOptions.CREDENTIALS, Tls.PLAINTEXT, Limits.DEFAULT, way);
  }

  @Test
  void isNotAskedByDefault() throws Exception {
    // Given
    FakeSynnax server = FakeSynnax.start();

    // When / Then: nobody answers for the proxy
    try (SynnaxClient client = SynnaxClient.create(TestOptions.plaintext(server.port()))) {
      assertThat(client.login().nodeVersion()).isEqualTo("0.56.16");
    } finally {
      server.close();
    }
  }

  @Test
  void isNamedWhenItRefuses() {
    // Given
    Thread refusing = new Thread(this::refuseAll);
    refusing.setDaemon(true);
    refusing.start();

    // When / Then
    try (SynnaxClient client = SynnaxClient.create(options(9090, Proxy.JVM))) {
      assertThatThrownBy(client::login)
          .isInstanceOf(SynnaxException.class)
          .hasMessageContaining("the proxy of this JVM does not let us through")
          .hasMessageContaining("403")
          .hasMessageNotContaining("nobody listens");
    }
  }

  private void refuseAll() {
    while (!proxy.isClosed()) {
      try (Socket socket = proxy.accept()) {
        var unused = socket.getInputStream().read(new byte[4096]);
        socket
            .getOutputStream()
            .write("HTTP/1.1 403 Forbidden\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // Closed by the test, or by the client.
      }
    }
  }

  private static final class Always extends ProxySelector {

    private final int port;

    private Always(int port) {
      this.port = port;
    }

    @Override
    public List<java.net.Proxy> select(URI uri) {
      return List.of(
          new java.net.Proxy(
              java.net.Proxy.Type.HTTP,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
  }
}
