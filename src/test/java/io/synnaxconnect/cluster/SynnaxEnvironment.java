package io.synnaxconnect.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The Synnax cluster that the environment names, for the demo and for the contract suite.
 *
 * @param ca PEM text or absolute name of a file; empty for the CAs that Java trusts
 * @param channels as in {@code channels.include}
 */
public record SynnaxEnvironment(
    String host,
    int port,
    String username,
    String password,
    boolean tls,
    String ca,
    String channels) {

  /**
   * Empty when {@code SYNNAX_ADDRESS} is not set.
   *
   * @throws IllegalArgumentException naming the variable, its value and what it should be
   */
  public static Optional<SynnaxEnvironment> of(Map<String, String> variables) {
    String address = variables.getOrDefault("SYNNAX_ADDRESS", "").strip();
    if (address.isEmpty()) {
      return Optional.empty();
    }
    if (!address.matches("[^,]+:[0-9]{1,5}")) {
      throw new IllegalArgumentException("SYNNAX_ADDRESS must be host:port, it is " + address);
    }
    int colon = address.lastIndexOf(':');
    return Optional.of(
        new SynnaxEnvironment(
            address.substring(0, colon),
            Integer.parseInt(address.substring(colon + 1)),
            variables.getOrDefault("SYNNAX_USERNAME", "synnax"),
            variables.getOrDefault("SYNNAX_PASSWORD", "seldon"),
            tls(variables.getOrDefault("SYNNAX_TLS", "true")),
            absolute(variables.getOrDefault("SYNNAX_CA", "")),
            variables.getOrDefault("SYNNAX_CHANNELS", ".*")));
  }

  /** Strict: a misspelt "true" must not send the password in plaintext. */
  private static boolean tls(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException("SYNNAX_TLS must be true or false, it is " + value);
    };
  }

  private static String absolute(String ca) {
    return ca.isEmpty() || isPem(ca) ? ca : Path.of(ca).toAbsolutePath().toString();
  }

  private static boolean isPem(String ca) {
    return ca.startsWith("-----BEGIN");
  }

  public String address() {
    return host + ":" + port;
  }

  /** Certificates to trust as PEM text; empty for the CAs that Java trusts. */
  public String caPem() {
    if (ca.isEmpty() || isPem(ca)) {
      return ca;
    }
    try {
      return Files.readString(Path.of(ca));
    } catch (IOException e) {
      throw new UncheckedIOException("SYNNAX_CA names a file that cannot be read: " + ca, e);
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "SynnaxEnvironment[address=" + address() + ", username=" + username + "]";
  }
}
