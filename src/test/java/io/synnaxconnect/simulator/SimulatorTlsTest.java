package io.synnaxconnect.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.synnaxconnect.proto.ConnectivityRequest;
import io.synnaxconnect.proto.ConnectivityServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SimulatorTlsTest {

  @TempDir static Path directory;

  private static TestCertificates certificates;

  @BeforeAll
  static void make() {
    certificates = TestCertificates.create(directory);
  }

  private static String versionOver(SimulatorTls tls, String host, String authority)
      throws IOException {
    try (Simulator simulator = Simulator.builder().tls(tls).start()) {
      ManagedChannel connection =
          Grpc.newChannelBuilder(
                  host + ":" + simulator.port(),
                  TlsChannelCredentials.newBuilder()
                      .trustManager(
                          new ByteArrayInputStream(authority.getBytes(StandardCharsets.UTF_8)))
                      .build())
              .build();
      try {
        return ConnectivityServiceGrpc.newBlockingStub(connection)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .exec(ConnectivityRequest.getDefaultInstance())
            .getNodeVersion();
      } finally {
        connection.shutdownNow();
      }
    }
  }

  @Test
  void answersAClientThatTrustsItsAuthority() throws IOException {
    assertThat(
            versionOver(
                certificates.leaf("dns:localhost", "ip:127.0.0.1"),
                "127.0.0.1",
                certificates.authorityPem()))
        .isEqualTo("0.56.16");
  }

  @Test
  void isNotWhoItSaysUnderAnotherName() {
    assertThatThrownBy(
            () ->
                versionOver(
                    certificates.leaf("dns:localhost"), "127.0.0.1", certificates.authorityPem()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasRootCauseMessage("No subject alternative names matching IP address 127.0.0.1 found");
  }

  @Test
  void isNotTrustedByAnotherAuthority() {
    TestCertificates other = TestCertificates.create(directory);
    assertThatThrownBy(
            () -> versionOver(certificates.leaf("ip:127.0.0.1"), "127.0.0.1", other.authorityPem()))
        .hasMessageContaining("UNAVAILABLE");
  }

  @Test
  void isNotTrustedWithAnExpiredCertificate() {
    assertThatThrownBy(
            () ->
                versionOver(
                    certificates.expiredLeaf("ip:127.0.0.1"),
                    "127.0.0.1",
                    certificates.authorityPem()))
        .hasMessageContaining("UNAVAILABLE")
        .hasStackTraceContaining("CertificateExpiredException");
  }
}
