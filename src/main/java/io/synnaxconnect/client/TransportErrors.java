package io.synnaxconnect.client;

import io.grpc.Status;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.synnaxconnect.client.SynnaxException.Code;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Finds out why the way to the server is broken, by the types in the chain of causes. */
final class TransportErrors {

  private final SynnaxClientOptions options;
  private final List<Throwable> causes = new ArrayList<>();

  private TransportErrors(SynnaxClientOptions options, Status status) {
    this.options = options;
    // Bounded, since a chain of causes may be a circle.
    Throwable cause = status.getCause();
    for (int depth = 0; cause != null && depth < 20; depth++, cause = cause.getCause()) {
      causes.add(cause);
    }
  }

  /**
   * Translates a status that means a broken connection.
   *
   * @param start first words of the message
   */
  static SynnaxException of(String start, SynnaxClientOptions options, Status status) {
    TransportErrors errors = new TransportErrors(options, status);
    String tls = options.tls().enabled() ? errors.tlsReason() : null;
    Code code = tls == null ? Code.UNREACHABLE : Code.TLS;
    String message = start + (tls == null ? errors.reason(SynnaxErrors.text(status)) : tls);
    return errors.causes.isEmpty()
        ? new SynnaxException(code, message)
        : new SynnaxException(code, message, errors.causes.get(0));
  }

  private @Nullable String tlsReason() {
    if (has(NotSslRecordException.class)) {
      return "the server speaks plaintext, not TLS: switch TLS off, or use a port with TLS";
    }
    String certificate = certificateReason();
    if (certificate != null) {
      return certificate;
    }
    SSLException alert = find(SSLException.class);
    if (alert != null && String.valueOf(alert.getMessage()).contains("fatal alert")) {
      return "the server refused the TLS handshake (" + alert.getMessage() + ")";
    }
    return null;
  }

  private @Nullable String certificateReason() {
    if (has(CertificateExpiredException.class) || has(CertificateNotYetValidException.class)) {
      return "the server's certificate is expired or not valid yet: renew it, or check the clocks";
    }
    if (has(CertPathBuilderException.class) || has(CertPathValidatorException.class)) {
      return "the server's certificate is not signed by a certificate authority that we trust: set"
          + " the authority's certificate (a Synnax with --auto-cert keeps it in ca.crt)";
    }
    CertificateException mismatch = find(CertificateException.class);
    if (mismatch != null) {
      String name = options.tls().serverName();
      return "the server's certificate is not made out for the host name \""
          + (name.isEmpty() ? options.host() : name)
          + "\": use a name that it contains, or set the server name to verify ("
          + mismatch.getMessage()
          + ")";
    }
    return null;
  }

  private String reason(String text) {
    if (has(UnknownHostException.class)) {
      return "unknown host " + options.host();
    }
    ProxyConnectException proxy = find(ProxyConnectException.class);
    if (proxy != null) {
      return "the proxy of this JVM does not let us through: correct its system properties"
          + " (https.proxyHost), or connect without a proxy ("
          + proxy.getMessage()
          + ")";
    }
    if (has(ConnectException.class)) {
      return "nobody listens there (" + lastMessage(text) + ")";
    }
    return "the connection broke (" + lastMessage(text) + ")";
  }

  /** gRPC's own words are mostly "io exception"; the cause says more. */
  private String lastMessage(String text) {
    if (causes.isEmpty()) {
      return text;
    }
    String message = causes.get(causes.size() - 1).getMessage();
    return message == null || text.contains(message) ? text : text + ": " + message;
  }

  private boolean has(Class<? extends Throwable> type) {
    return find(type) != null;
  }

  private <T extends Throwable> @Nullable T find(Class<T> type) {
    return causes.stream().filter(type::isInstance).map(type::cast).findFirst().orElse(null);
  }
}
