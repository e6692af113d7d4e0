package io.synnaxconnect.client.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.simulator.SimulatorTls;
import io.synnaxconnect.simulator.TestCertificates;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates in the forms in which they are given, and their owners. */
class CertificatesTest {

  private static String authority;
  private static String leaf;
  private static PrivateKey key;

  @BeforeAll
  static void make(@TempDir Path folder) {
    TestCertificates certificates = TestCertificates.create(folder);
    SimulatorTls shown = certificates.leaf("dns:localhost");
    authority = certificates.authorityPem();
    leaf = certificates.certificatePem(shown);
    key = PrivateKeys.read(certificates.keyPem(shown), "");
  }

  @Test
  void readsChainsAndBundles() throws Exception {
    // Given
    List<X509Certificate> both = Certificates.read(leaf + authority);
    byte[] bundle =
        CertificateFactory.getInstance("X.509").generateCertPath(both).getEncoded("PKCS7");

    // Then
    assertThat(both).hasSize(2);
    assertThat(Certificates.read(KeyForms.pem("PKCS7", bundle)))
        .containsExactlyInAnyOrderElementsOf(both);
    assertThat(Certificates.read("\ufeff0 subject=…\n" + leaf.replace("\n", "\r\n")))
        .containsExactly(both.get(0));
  }

  @Test
  void explainsWhatItCannotRead() {
    assertThatThrownBy(() -> Certificates.read("PEM?")).hasMessageContaining("no certificate");
    assertThatThrownBy(() -> Certificates.read(leaf.substring(0, 100)))
        .hasMessageContaining("without its end");
    assertThatThrownBy(() -> Certificates.read(KeyForms.pem("CERTIFICATE", new byte[9])))
        .hasMessageContaining("broken certificate");
    assertThatThrownBy(() -> Certificates.read(leaf.replace(" CERT", " TRUSTED CERT")))
        .hasMessageContaining("openssl x509");
  }

  @Test
  void knowsTheOwnerOfAKey() throws Exception {
    // Given
    X509Certificate owner = Certificates.read(leaf).get(0);
    X509Certificate other = Certificates.read(authority).get(0);

    // Then
    assertThat(KeyOwner.owns(owner, key)).isTrue();
    assertThat(KeyOwner.owns(other, key)).isFalse();
    for (String algorithm : List.of("RSA", "Ed25519", "EC")) {
      assertThat(KeyOwner.owns(owner, KeyForms.newPair(algorithm).getPrivate())).isFalse();
    }
  }
}
