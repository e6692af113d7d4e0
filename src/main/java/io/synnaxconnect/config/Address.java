package io.synnaxconnect.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Host and port of a cluster, or of one of its nodes. */
public record Address(String host, int port) {

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([a-zA-Z0-9._-]+|\\[[0-9a-fA-F:.]+])(?::(\\d{1,6}))?");

  /** More than clusters have; every one costs the live check a connection. */
  private static final int MAX_ADDRESSES = 16;

  /** Reads a comma-separated list for which {@link #problemOfList} is null. */
  static List<Address> parseList(String list) {
    return Arrays.stream(list.split(",", -1)).map(String::strip).map(Address::parse).toList();
  }

  /** The rest of a sentence about the problem, or null. Never repeats what may be a password. */
  static @Nullable String problemOfList(String list) {
    String[] entries = list.split(",", -1);
    if (entries.length == 1) {
      return problem(list);
    }
    if (entries.length > MAX_ADDRESSES) {
      return "has %d entries; list at most %d addresses".formatted(entries.length, MAX_ADDRESSES);
    }
    Set<String> seen = new HashSet<>();
    for (String entry : entries) {
      String address = entry.strip();
      String problem = problem(address);
      if (address.isEmpty()) {
        return "has an empty entry; remove the comma";
      }
      if (problem != null) {
        return mayHoldSecret(address) ? problem : "has entry '" + address + "', which " + problem;
      }
      if (!seen.add(address)) {
        return "has entry '" + address + "' twice; remove one";
      }
    }
    return null;
  }

  private static Address parse(String text) {
    Matcher matcher = HOST_AND_PORT.matcher(text);
    if (problem(text) != null || !matcher.matches()) {
      throw new IllegalArgumentException("unchecked address");
    }
    String host = matcher.group(1);
    boolean isIpv6 = host.startsWith("[");
    return new Address(
        isIpv6 ? host.substring(1, host.length() - 1) : host, Integer.parseInt(matcher.group(2)));
  }

  private static @Nullable String problem(String text) {
    if (text.isBlank()) {
      return "is empty; use host:port, for example synnax.example.com:9090";
    }
    if (mayHoldSecret(text)) {
      return "holds a user name or password before @; use host:port, with synnax.username and"
          + " synnax.password beside it";
    }
    if (text.contains("://")) {
      return "is a URL; use host:port";
    }
    Matcher matcher = HOST_AND_PORT.matcher(text);
    if (!matcher.matches()) {
      return "is not host:port; use for example synnax.example.com:9090 or [::1]:9090";
    }
    if (matcher.group(2) == null) {
      return "has no port; append one, Synnax listens on :9090 by default";
    }
    int port = Integer.parseInt(matcher.group(2));
    if (port < 1 || port > 65_535) {
      return "has an invalid port; use 1 to 65535";
    }
    return hostProblem(matcher.group(1), port);
  }

  /** gRPC takes what a URI takes. */
  private static @Nullable String hostProblem(String host, int port) {
    try {
      var unused = new URI(null, null, host, port, null, null, null);
      return null;
    } catch (URISyntaxException e) {
      return host.contains("_")
          ? "has an underscore, which a host name cannot have; give the host a name without it, or"
              + " use its IP address"
          : "is not the name or the IP address of a host; use for example synnax.example.com:9090";
    }
  }

  /** Whether the text may contain a user name or password, so that it must not be repeated. */
  static boolean mayHoldSecret(String text) {
    return text.contains("@");
  }

  /** As written in a configuration. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
