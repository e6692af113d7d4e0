package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.synnaxconnect.proto.ConnectivityRequest;
import io.synnaxconnect.proto.ConnectivityServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** How a protected cluster shakes hands. */
@Tag("contract")
@ParameterizedClass(name = "{0}")
@ArgumentsSource(TlsClusters.class)
@ExtendWith(FailureReport.class)
@Timeout(180)
class TlsContractTest {

  private final ClusterUnderTest cluster;

  TlsContractTest(ClusterUnderTest cluster) {
    this.cluster = cluster;
  }

  @Test
  void logsInOverTls() {
    try (ContractClient client = ContractClient.logIn(cluster)) {
      assertThat(client.connectivity().getClusterKey()).isNotEmpty();
    }
  }

  @Test
  void speaksTls13AndHttp2() throws Exception {
    // Given
    try (SSLSocket socket = socket("TLSv1.3")) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);

      // When
      socket.startHandshake();

      // Then
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
    }
  }

  @Test
  void refusesTls12() throws Exception {
    // Given
    try (SSLSocket socket = socket("TLSv1.2")) {
      // Then
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void isNotTrustedByTheAuthoritiesOfTheJdk() {
    assumeFalse(cluster.caPem().isEmpty(), "this cluster's certificate is a public one");
    assertThat(connectivityOver(TlsChannelCredentials.create()).code())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void doesNotAnswerPlaintext() {
    assertThat(connectivityOver(InsecureChannelCredentials.create()).code())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  private Refusal connectivityOver(ChannelCredentials credentials) {
    ManagedChannel connection = Connections.builder(cluster, credentials).build();
    try {
      return Refusal.by(
          () ->
              ConnectivityServiceGrpc.newBlockingStub(connection)
                  .withDeadlineAfter(BidiCall.PATIENCE)
                  .exec(ConnectivityRequest.getDefaultInstance()));
    } finally {
      connection.shutdownNow();
    }
  }

  private SSLSocket socket(String protocol) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(cluster.host(), cluster.port());
    socket.setSoTimeout((int) BidiCall.PATIENCE.toMillis());
    socket.setEnabledProtocols(new String[] {protocol});
    return socket;
  }

  private TrustManager[] trustManagers() throws IOException, GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    byte[] pem = cluster.caPem().getBytes(StandardCharsets.UTF_8);
    for (Certificate certificate :
        certificates.generateCertificates(new ByteArrayInputStream(pem))) {
      store.setCertificateEntry("ca " + store.size(), certificate);
    }
    factory.init(cluster.caPem().isEmpty() ? null : store);
    return factory.getTrustManagers();
  }
}
