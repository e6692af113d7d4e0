package io.synnaxconnect.simulator;

import java.nio.file.Path;

/**
 * The key and certificate that a simulator shows, in a PKCS12 key store. {@link TestCertificates}
 * makes them.
 *
 * @param keyStore the file
 * @param alias the entry to show
 * @param password of store and key
 */
public record SimulatorTls(Path keyStore, String alias, String password) {

  /** Never the password. */
  @Override
  public String toString() {
    return "SimulatorTls[" + alias + "]";
  }
}
