package io.synnaxconnect.client;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How to reach a cluster and how to behave on the way.
 *
 * @param host name or address
 * @param port TCP port
 * @param credentials who logs in
 * @param tls how the connection is protected
 * @param limits time and size limits
 * @param proxy whether a proxy stands in between
 */
public record SynnaxClientOptions(
    String host, int port, Credentials credentials, Tls tls, Limits limits, Proxy proxy) {

  /** Throws {@link IllegalArgumentException} that names every value that cannot be used. */
  public SynnaxClientOptions {
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(proxy, "proxy");
    StringBuilder problems = new StringBuilder();
    if (host.isBlank()) {
      problems.append("; host must not be empty");
    }
    if (port < 1 || port > 65_535) {
      problems.append("; port must be from 1 to 65535: ").append(port);
    }
    refuse(problems);
  }

  private static void refuse(StringBuilder problems) {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.substring(2));
    }
  }

  /** Without a proxy. */
  public SynnaxClientOptions(
      String host, int port, Credentials credentials, Tls tls, Limits limits) {
    this(host, port, credentials, tls, limits, Proxy.DIRECT);
  }

  private static final Duration MAX_TIME = Duration.ofHours(24);

  /** As written in a configuration: IPv6 addresses in brackets. */
  String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** The way to the cluster. */
  public enum Proxy {
    /** None, whatever the JVM is set to. */
    DIRECT,
    /** The one that the JVM's system properties name, {@code https.proxyHost} and its like. */
    JVM
  }

  /** Starts with a cluster that needs TLS and the trust store of the JDK. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The options in the environment: {@code SYNNAX_ADDRESS} ({@code host:port}), {@code
   * SYNNAX_USERNAME}, {@code SYNNAX_PASSWORD}, {@code SYNNAX_TLS} ({@code false} for plaintext) and
   * {@code SYNNAX_CA} (certificates to trust as PEM text).
   *
   * @throws IllegalArgumentException that names a variable that is missing or wrong
   */
  public static SynnaxClientOptions fromEnvironment() {
    return from(System.getenv());
  }

  static SynnaxClientOptions from(Map<String, String> environment) {
    boolean isPlaintext = environment.getOrDefault("SYNNAX_TLS", "true").equals("false");
    String ca = environment.getOrDefault("SYNNAX_CA", "");
    return builder()
        .address(required(environment, "SYNNAX_ADDRESS"))
        .credentials(
            required(environment, "SYNNAX_USERNAME"), required(environment, "SYNNAX_PASSWORD"))
        .tls(isPlaintext ? Tls.PLAINTEXT : new Tls(true, ca, "", "", ""))
        .build();
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException("the environment has no " + name + ": set it");
    }
    return value;
  }

  /** Options by name, with defaults. For one thread. */
  public static final class Builder {

    private String host = "";
    private int port = 9090;
    private Credentials credentials = new Credentials("", "");
    private Tls tls = Tls.SYSTEM_TRUST;
    private Limits limits = Limits.DEFAULT;
    private Proxy proxy = Proxy.DIRECT;

    private Builder() {}

    /** Sets host and port: {@code host:port}, or {@code [address]:port} for IPv6. */
    public Builder address(String hostAndPort) {
      int colon = hostAndPort.lastIndexOf(':');
      String number = hostAndPort.substring(colon + 1);
      if (colon < 1 || !number.matches("\\d{1,5}")) {
        throw new IllegalArgumentException("'" + hostAndPort + "' is not host:port");
      }
      port = Integer.parseInt(number);
      host = hostAndPort.substring(0, colon).replaceAll("^\\[|\\]$", "");
      return this;
    }

    /** Sets who logs in. */
    public Builder credentials(String username, String password) {
      credentials = new Credentials(username, password);
      return this;
    }

    /** Sets how the connection is protected. */
    public Builder tls(Tls protection) {
      tls = protection;
      return this;
    }

    /** Sets time and size limits. */
    public Builder limits(Limits maximums) {
      limits = maximums;
      return this;
    }

    /** Sets whether a proxy stands in between. */
    public Builder proxy(Proxy way) {
      proxy = way;
      return this;
    }

    /** Throws {@link IllegalArgumentException} as the constructor does. */
    public SynnaxClientOptions build() {
      return new SynnaxClientOptions(host, port, credentials, tls, limits, proxy);
    }
  }

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
   * @param silence after how much silence the client asks whether the cluster still answers, while
   *     a stream is open; zero for never
   */
  public record Limits(
      Duration requestTimeout, int maxMessageBytes, int flowControlWindowBytes, Duration silence) {

    /** Throws {@link IllegalArgumentException} that names every value that cannot be used. */
    public Limits {
      StringBuilder problems = new StringBuilder();
      if (requestTimeout.compareTo(Duration.ofMillis(1)) < 0
          || requestTimeout.compareTo(MAX_TIME) > 0) {
        problems.append("; requestTimeout must be from 1 ms to 24 h: ").append(requestTimeout);
      }
      if (maxMessageBytes <= 0) {
        problems.append("; maxMessageBytes must be positive: ").append(maxMessageBytes);
      }
      if (flowControlWindowBytes <= 0) {
        problems
            .append("; flowControlWindowBytes must be positive: ")
            .append(flowControlWindowBytes);
      }
      if (silence.isNegative() || silence.compareTo(MAX_TIME) > 0) {
        problems.append("; silence must be from 0 to 24 h: ").append(silence);
      }
      refuse(problems);
    }

    /** Asks after 30 s of silence. */
    public Limits(Duration requestTimeout, int maxMessageBytes, int flowControlWindowBytes) {
      this(requestTimeout, maxMessageBytes, flowControlWindowBytes, Duration.ofSeconds(30));
    }

    /** 10 s, 64 MiB, 16 MiB, 30 s. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 64 << 20, 16 << 20);
  }
}
