package io.synnaxconnect.client;

import java.time.Duration;

/**
 * How to reach a cluster and how to behave on the way.
 *
 * @param host name or address
 * @param port TCP port
 * @param credentials who logs in
 * @param tls how the connection is protected
 * @param limits time and size limits
 */
public record SynnaxClientOptions(
    String host, int port, Credentials credentials, Tls tls, Limits limits) {

  /** User name and password; the password never appears in a text. */
  public record Credentials(String username, String password) {
    @Override
    public String toString() {
      return "Credentials[username=" + username + ", password=[hidden]]";
    }
  }

  /**
   * Transport security.
   *
   * @param enabled false for plaintext, which sends the password readable
   * @param caPem certificates to trust as PEM text, empty for the JDK's own trust store
   * @param serverName the name to verify, empty for the host
   * @param clientCertificatePem client certificate chain as PEM text, empty for none
   * @param clientKeyPem private key as PEM text (PKCS#8, PKCS#1 or SEC1), empty for none
   * @param clientKeyPassword opens an encrypted private key, else it does not matter
   */
  public record Tls(
      boolean enabled,
      String caPem,
      String serverName,
      String clientCertificatePem,
      String clientKeyPem,
      String clientKeyPassword) {

    /** No protection at all. */
    public static final Tls PLAINTEXT = new Tls(false, "", "", "", "");

    /** TLS 1.3 with the trust store of the JDK. */
    public static final Tls SYSTEM_TRUST = new Tls(true, "", "", "", "");

    /** With a private key that is not encrypted. */
    public Tls(
        boolean enabled,
        String caPem,
        String serverName,
        String clientCertificatePem,
        String clientKeyPem) {
      this(enabled, caPem, serverName, clientCertificatePem, clientKeyPem, "");
    }

    /**
     * Sets TLS up as a connection does, and opens none.
     *
     * @throws SynnaxException with {@code TLS} if that fails; the message repeats no secret
     */
    public void check() {
      if (enabled) {
        var unused = TlsContexts.of(this);
      }
    }

    @Override
    public String toString() {
      return "Tls[enabled=" + enabled + ", serverName=" + serverName + "]";
    }
  }

  /**
   * Limits.
   *
   * @param requestTimeout of each unary call and of the opening of a stream
   * @param maxMessageBytes maximum size of a message that we accept
   * @param flowControlWindowBytes how much the cluster may send ahead of our reading
   */
  public record Limits(Duration requestTimeout, int maxMessageBytes, int flowControlWindowBytes) {

    /** 10 s, 64 MiB, 16 MiB. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 64 << 20, 16 << 20);
  }
}
