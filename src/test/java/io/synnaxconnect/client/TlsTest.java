package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.SimulatorTls;
import io.synnaxconnect.simulator.TestCertificates;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the way to the server is told apart. */
@Timeout(240)
class TlsTest {

  @TempDir private static Path folder;
  private static TestCertificates authority;
  private static TestCertificates namesake;
  private static Simulator secure;
  private static Simulator plaintext;

  @BeforeAll
  static void start() {
    authority = TestCertificates.create(folder);
    namesake = TestCertificates.create(folder);
    secure = secure(authority.leaf("dns:localhost"));
    plaintext = Simulator.builder().password(TestOptions.PASSWORD).start();
  }

  @AfterAll
  static void stop() {
    secure.close();
    plaintext.close();
  }

  private static Simulator secure(SimulatorTls shown) {
    return Simulator.builder().password(TestOptions.PASSWORD).tls(shown).start();
  }

  private static Tls trusting(TestCertificates trusted) {
    return new Tls(true, trusted.authorityPem(), "", "", "");
  }

  private static SynnaxException failure(String host, int port, Tls tls) {
    try (SynnaxClient client = SynnaxClient.create(TestOptions.tls(host, port, tls))) {
      Throwable thrown = catchThrowable(client::login);
      assertThat(thrown).isInstanceOf(SynnaxException.class);
      return (SynnaxException) thrown;
    }
  }

  private static void assertTerminal(SynnaxException failure, String reason) {
    assertThat(failure.code()).isEqualTo(Code.TLS);
    assertThat(failure.retriable()).isFalse();
    assertThat(failure).hasMessageContaining(reason);
  }

  @Test
  void trustsTheAuthorityAsPemText() {
    try (SynnaxClient client =
        SynnaxClient.create(TestOptions.tls("localhost", secure.port(), trusting(authority)))) {
      assertThat(client.login().clusterKey()).isEqualTo(secure.clusterKey());
    }
  }

  @Test
  void verifiesTheGivenServerNameInsteadOfTheHost() {
    // Given
    Tls tls = new Tls(true, authority.authorityPem(), "localhost", "", "");

    // When / Then
    try (SynnaxClient client =
        SynnaxClient.create(TestOptions.tls("127.0.0.1", secure.port(), tls))) {
      assertThat(client.login().clusterKey()).isEqualTo(secure.clusterKey());
    }
  }

  @Test
  void tellsAnUnknownAuthority() {
    String reason = "not signed by a certificate authority that we trust";
    assertTerminal(failure("localhost", secure.port(), trusting(namesake)), reason);
    assertTerminal(failure("localhost", secure.port(), Tls.SYSTEM_TRUST), reason);
  }

  @Test
  void tellsAWrongHostName() {
    assertTerminal(
        failure("127.0.0.1", secure.port(), trusting(authority)),
        "not made out for the host name \"127.0.0.1\"");
    Tls other = new Tls(true, authority.authorityPem(), "synnax.example", "", "");
    assertTerminal(
        failure("localhost", secure.port(), other),
        "not made out for the host name \"synnax.example\"");
  }

  @Test
  void tellsAnExpiredCertificate() {
    try (Simulator expired = secure(authority.expiredLeaf("dns:localhost"))) {
      assertTerminal(failure("localhost", expired.port(), trusting(authority)), "is expired");
    }
  }

  @Test
  void tellsAPlaintextServer() {
    assertTerminal(
        failure("localhost", plaintext.port(), trusting(authority)),
        "the server speaks plaintext, not TLS");
  }

  @Test
  void tellsATlsServerToAPlaintextClient() {
    assertTerminal(
        failure("localhost", secure.port(), Tls.PLAINTEXT),
        "speaks TLS, and this client plaintext");
  }

  @Test
  void tellsARefusedConnection() throws Exception {
    // Given
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    // When
    SynnaxException failure = failure("127.0.0.1", port, trusting(authority));

    // Then
    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(failure.retriable()).isTrue();
    assertThat(failure).hasMessageContaining("nobody listens there");
  }

  @Test
  void tellsAnUnknownHost() {
    SynnaxException failure = failure("no-such-host.invalid", 9090, trusting(authority));
    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(failure).hasMessageContaining("unknown host no-such-host.invalid");
  }

  @Test
  void tellsCertificatesThatCannotBeRead() {
    Tls nonsense = new Tls(true, "no certificate", "", "", "");
    assertThatThrownBy(() -> SynnaxClient.create(TestOptions.tls("localhost", 9090, nonsense)))
        .isInstanceOf(SynnaxException.class)
        .hasMessageContaining("-----BEGIN CERTIFICATE-----");
  }

  @Test
  void tellsAClientKeyThatCannotBeReadAndNeverPrintsIt() {
    Tls tls = new Tls(true, "", "", authority.authorityPem(), "canary-key");
    assertThatThrownBy(() -> SynnaxClient.create(TestOptions.tls("localhost", 9090, tls)))
        .isInstanceOf(SynnaxException.class)
        .hasMessageContaining("client certificate and key")
        .hasMessageContaining("holds no private key")
        .hasMessageNotContaining("canary");
  }
}
