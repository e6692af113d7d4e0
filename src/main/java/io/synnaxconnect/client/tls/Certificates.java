package io.synnaxconnect.client.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads certificates from PEM text: single ones, chains, and PKCS#7 bundles. */
public final class Certificates {

  private static final Set<String> LABELS =
      Set.of("CERTIFICATE", "X509 CERTIFICATE", "PKCS7", "CMS");

  private Certificates() {}

  /**
   * The certificates, in order; blocks of other kinds, such as a key, do not count.
   *
   * @throws IllegalArgumentException if there is none or one is broken, with reason and remedy
   */
  public static List<X509Certificate> read(String pem) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.all(pem)) {
      if (block.label().equals("TRUSTED CERTIFICATE")) {
        throw new IllegalArgumentException(
            "holds a certificate in a form of OpenSSL alone; convert it with openssl x509 -in FILE"
                + " -out NEW");
      }
      if (LABELS.contains(block.label())) {
        certificates.addAll(read(block));
      }
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          "holds no certificate; use one or more blocks -----BEGIN CERTIFICATE-----");
    }
    return certificates;
  }

  private static List<X509Certificate> read(PemBlock block) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(block.bytes()))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException | IllegalArgumentException e) {
      throw new IllegalArgumentException("holds a broken certificate; export it again", e);
    }
  }
}
