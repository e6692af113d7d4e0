package io.synnaxconnect.config;

import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.tls.Certificates;
import io.synnaxconnect.client.tls.KeyOwner;
import io.synnaxconnect.client.tls.PrivateKeys;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;

/** Whether certificates and keys that are valid one by one can be used together, by doing it. */
final class TlsRules {

  private final Map<String, Object> parsed;

  private TlsRules(Map<String, Object> parsed) {
    this.parsed = parsed;
  }

  /** The rest of a sentence per key; files are read again. */
  static Map<String, String> problems(Map<String, Object> parsed) {
    TlsRules rules = new TlsRules(parsed);
    try {
      Map<String, String> problems = rules.identity();
      if (problems.isEmpty()) {
        rules.options().check();
      }
      return problems;
    } catch (SynnaxException e) {
      return Map.of(Settings.TLS_ENABLED, "'true': " + e.getMessage() + "; correct synnax.tls.*");
    } catch (IllegalArgumentException e) {
      // Somebody replaces a file at this moment.
      return Map.of(Settings.TLS_CLIENT_KEY, String.valueOf(e.getMessage()));
    }
  }

  private Map<String, String> identity() {
    String pem = Pem.load(text(Settings.TLS_CLIENT_KEY));
    if (pem.isBlank()) {
      return Map.of();
    }
    String password = text(Settings.TLS_CLIENT_KEY_PASSWORD);
    PrivateKey key;
    try {
      key = PrivateKeys.read(pem, password);
    } catch (IllegalArgumentException e) {
      return password.isEmpty() && PrivateKeys.isEncrypted(pem)
          ? Map.of(
              Settings.TLS_CLIENT_KEY_PASSWORD,
              "is missing, but synnax.tls.client.key is encrypted; set it")
          : Map.of(Settings.TLS_CLIENT_KEY, String.valueOf(e.getMessage()));
    }
    List<X509Certificate> chain =
        Certificates.read(Pem.load(text(Settings.TLS_CLIENT_CERTIFICATE)));
    if (KeyOwner.owns(chain.get(0), key)) {
      return Map.of();
    }
    return Map.of(
        Settings.TLS_CLIENT_KEY,
        chain.stream().anyMatch(certificate -> KeyOwner.owns(certificate, key))
            ? "does not belong to the first certificate of synnax.tls.client.certificate, but to"
                + " another; put that first"
            : "does not belong to synnax.tls.client.certificate; correct one of them");
  }

  private Tls options() {
    return new Tls(
        true,
        Pem.load(text(Settings.TLS_CA)),
        text(Settings.TLS_SERVER_NAME),
        Pem.load(text(Settings.TLS_CLIENT_CERTIFICATE)),
        Pem.load(text(Settings.TLS_CLIENT_KEY)),
        text(Settings.TLS_CLIENT_KEY_PASSWORD));
  }

  /** Empty if it is not set, or not valid by itself. */
  private String text(String key) {
    Object value = parsed.getOrDefault(key, "");
    return value instanceof Password secret ? secret.value() : value.toString().strip();
  }
}
