package io.synnaxconnect.simulator;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The key and certificate that a simulator shows, in a PKCS12 key store. {@link TestCertificates}
 * makes them.
 *
 * @param keyStore the file
 * @param alias the entry to show
 * @param password of store and key
 * @param clientAuthorityPem who must have signed the certificate of every client, as a proxy in
 *     front of a Synnax may ask; null to ask for none, as Synnax itself does
 */
public record SimulatorTls(
    Path keyStore, String alias, String password, @Nullable String clientAuthorityPem) {

  /** The same, but every client has to show a certificate of this authority. */
  public SimulatorTls asking(TestCertificates clients) {
    return new SimulatorTls(keyStore, alias, password, clients.authorityPem());
  }

  /** Never the password. */
  @Override
  public String toString() {
    return "SimulatorTls[" + alias + "]";
  }
}
