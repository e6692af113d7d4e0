package io.synnaxconnect.config;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** PEM texts that belong to nobody. */
public final class TestPem {

  /** Valid until 2126; nobody has its key any more. */
  public static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBnjCCAUWgAwIBAgIURo76tLsaKnzEHq/QDBC0S2j8g5MwCgYIKoZIzj0EAwIw
      JDEiMCAGA1UEAwwZa2Fma2EtY29ubmVjdC1zeW5uYXggdGVzdDAgFw0yNjExMjIx
      ODEwNTFaGA8yMTI2MTAyOTE4MTA1MVowJDEiMCAGA1UEAwwZa2Fma2EtY29ubmVj
      dC1zeW5uYXggdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABADPkoSmZOvT
      px2eQAlMjqeEzNIvXN1ovGgYNqnxQhccY7+MSBEEIZ6aO7Il3/l26CxjAJ/F0qmI
      5Jo3l0dmCsWjUzBRMB0GA1UdDgQWBBTDUXuoDWxLATDQMEzJOSLOUze35DAfBgNV
      HSMEGDAWgBTDUXuoDWxLATDQMEzJOSLOUze35DAPBgNVHRMBAf8EBTADAQH/MAoG
      CCqGSM49BAMCA0cAMEQCIAbumQMCZempwixMyfFQOKyRMDW0nYf1ear7jkh895A7
      AiBpPm3249rz+cqWwEkfrmKoQLgmq4IaD41Xg12zZbF3zg==
      -----END CERTIFICATE-----
      """;

  /** A new key in every run. */
  static final String KEY = newKey();

  private TestPem() {}

  /** The text that a placeholder in a table stands for. */
  static String orText(String placeholder) {
    return switch (placeholder) {
      case "CERTIFICATE" -> CERTIFICATE;
      case "KEY" -> KEY;
      default -> placeholder;
    };
  }

  private static String newKey() {
    try {
      byte[] key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(key)
          + "\n-----END PRIVATE KEY-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
