package io.synnaxconnect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Host and port of a cluster. */
record Address(String host, int port) {

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([a-zA-Z0-9._-]+|\\[[0-9a-fA-F:.]+])(?::(\\d{1,6}))?");

  /** Reads what {@link #problem} has nothing against. */
  static Address parse(String text) {
    Matcher matcher = HOST_AND_PORT.matcher(text);
    if (problem(text) != null || !matcher.matches()) {
      throw new IllegalArgumentException("not checked before: an address");
    }
    String host = matcher.group(1);
    boolean isIpv6 = host.startsWith("[");
    return new Address(
        isIpv6 ? host.substring(1, host.length() - 1) : host, Integer.parseInt(matcher.group(2)));
  }

  /** The rest of a sentence on what is wrong, or null. Never repeats what may be a password. */
  static @Nullable String problem(String text) {
    if (text.isBlank()) {
      return "is empty; use host:port, for example synnax.example.com:9090";
    }
    if (mayHoldSecret(text)) {
      return "holds a user name or password before @; use host:port, with synnax.username and"
          + " synnax.password beside it";
    }
    if (text.contains(",")) {
      return "holds several addresses, and failover is not supported yet; use one host:port";
    }
    if (text.contains("://")) {
      return "is a URL; use host:port";
    }
    Matcher matcher = HOST_AND_PORT.matcher(text);
    if (!matcher.matches()) {
      return "is no host:port; use for example synnax.example.com:9090 or [::1]:9090";
    }
    if (matcher.group(2) == null) {
      return "has no port; append one, Synnax listens on :9090 by default";
    }
    int port = Integer.parseInt(matcher.group(2));
    return port >= 1 && port <= 65_535 ? null : "has no legal port; use 1 to 65535";
  }

  /** Whether a user name or password may stand in front of a host: do not repeat the text then. */
  static boolean mayHoldSecret(String text) {
    return text.contains("@");
  }

  /** As written in a configuration. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
