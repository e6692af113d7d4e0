package io.synnaxconnect.demo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster that the environment names.
 *
 * @param caFile empty for the CAs that Java trusts
 * @param channels as in {@code channels.include}
 */
record Environment(
    String address, String username, String password, boolean tls, String caFile, String channels) {

  /** Empty when {@code SYNNAX_ADDRESS} is not set. */
  static Optional<Environment> of(Map<String, String> variables) {
    String address = variables.getOrDefault("SYNNAX_ADDRESS", "");
    if (address.isEmpty()) {
      return Optional.empty();
    }
    String caFile = variables.getOrDefault("SYNNAX_CA", "");
    return Optional.of(
        new Environment(
            address,
            variables.getOrDefault("SYNNAX_USERNAME", "synnax"),
            variables.getOrDefault("SYNNAX_PASSWORD", "seldon"),
            Boolean.parseBoolean(variables.getOrDefault("SYNNAX_TLS", "true")),
            caFile.isEmpty() ? "" : Path.of(caFile).toAbsolutePath().toString(),
            variables.getOrDefault("SYNNAX_CHANNELS", ".*")));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Environment[address=" + address + ", username=" + username + "]";
  }
}
