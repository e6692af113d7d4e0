package io.synnaxconnect.validate;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.config.Settings;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.config.ValueRule;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

/**
 * A failure to connect, with the setting that probably causes it.
 *
 * @param key the setting
 * @param text the rest of the sentence after the key
 */
public record ConnectionProblem(String key, String text) {

  /**
   * Finds the setting by the code of the failure and by its causes.
   *
   * @param address the address that was tried, or all addresses
   */
  public static ConnectionProblem of(
      SynnaxException failure, SynnaxSourceConnectorConfig config, String address) {
    return switch (failure.code()) {
      case UNREACHABLE -> unreachable(failure, address);
      case TIMED_OUT ->
          address(
              failure,
              address,
              "correct host or port, or raise synnax.request.timeout.ms="
                  + config.requestTimeout().toMillis());
      case TLS ->
          config.tlsEnabled() ? certificate(failure, config, address) : protection(failure, config);
      case INVALID_CREDENTIALS -> credentials(failure, config);
      case ACCESS_DENIED -> rights(failure, config);
      case MESSAGE_TOO_LARGE ->
          new ConnectionProblem(
              Settings.MAX_MESSAGE_BYTES,
              "'%d': %s; raise it".formatted(config.maxMessageBytes(), failure.getMessage()));
      case UNSUPPORTED ->
          address(failure, address, "use the port of a Synnax that this connector knows");
      case UNLICENSED -> address(failure, address, "activate the license of the cluster");
      case NOT_FOUND,
          INVALID_ARGUMENT,
          MALFORMED,
          SERVER_ERROR,
          TOO_SLOW,
          CLIENT_ERROR,
          CLOSED,
          CLIENT_CLOSED,
          INTERRUPTED ->
          address(failure, address, "see the log of the cluster");
      case UNREADABLE -> address(failure, address, "try again when the file is whole");
      case OTHER_CLUSTER -> address(failure, address, "list addresses of one cluster only");
    };
  }

  private static ConnectionProblem address(SynnaxException failure, String address, String remedy) {
    return new ConnectionProblem(
        Settings.ADDRESS, "'%s': %s; %s".formatted(address, failure.getMessage(), remedy));
  }

  private static ConnectionProblem unreachable(SynnaxException failure, String address) {
    boolean unknownHost = isCausedBy(failure, UnknownHostException.class);
    return address(
        failure,
        address,
        unknownHost ? "correct the host name" : "correct host or port, or start the cluster");
  }

  private static ConnectionProblem credentials(
      SynnaxException failure, SynnaxSourceConnectorConfig config) {
    return new ConnectionProblem(
        Settings.PASSWORD_KEY,
        "user '%s': %s; correct synnax.username or synnax.password"
            .formatted(config.username(), failure.getMessage()));
  }

  private static ConnectionProblem rights(
      SynnaxException failure, SynnaxSourceConnectorConfig config) {
    return new ConnectionProblem(
        Settings.USERNAME,
        ("'%s': %s; give the user a role that may retrieve channels and read them, exclude the"
                + " channels, or select by whole names and keys alone, which needs no right to the"
                + " others")
            .formatted(config.username(), failure.getMessage()));
  }

  private static ConnectionProblem protection(
      SynnaxException failure, SynnaxSourceConnectorConfig config) {
    boolean enabled = config.tlsEnabled();
    return new ConnectionProblem(
        Settings.TLS_ENABLED,
        "'%s': %s; set it to %s, or correct the port"
            .formatted(enabled, failure.getMessage(), !enabled));
  }

  private static ConnectionProblem certificate(
      SynnaxException failure, SynnaxSourceConnectorConfig config, String address) {
    if (isCausedBy(failure, CertificateExpiredException.class)
        || isCausedBy(failure, CertificateNotYetValidException.class)) {
      return address(failure, address, "replace the certificate of the cluster");
    }
    if (isCausedBy(failure, CertPathBuilderException.class)
        || isCausedBy(failure, CertPathValidatorException.class)) {
      return new ConnectionProblem(
          Settings.TLS_CA,
          ValueRule.quoted(config.tlsCa()) + failure.getMessage() + "; use a PEM file or PEM text");
    }
    if (isCausedBy(failure, CertificateException.class)) {
      return new ConnectionProblem(
          Settings.TLS_SERVER_NAME,
          ValueRule.quoted(config.tlsServerName())
              + failure.getMessage()
              + "; set it to a name of the certificate");
    }
    return protection(failure, config);
  }

  private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
    Throwable cause = failure.getCause();
    // Bounded, because a chain of causes may be circular.
    for (int depth = 0; cause != null && depth < 20; depth++, cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
