package io.synnaxconnect.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses to which the worker sends a password from a file. Without them everybody who can
 * create connectors could have such a password sent to an address of his own.
 */
final class AllowedAddresses {

  static final String PROPERTY = "synnax.allowed.addresses";

  private static final WorkerSetting SETTING = new WorkerSetting(PROPERTY);

  private AllowedAddresses() {}

  /** Whether the worker limits the addresses at all. */
  static boolean areSet() {
    return !SETTING.entries().isEmpty();
  }

  /** The rest of a sentence about the first address that is not allowed, or null. */
  static @Nullable String problem(List<Address> addresses) {
    List<String> allowed = SETTING.entries();
    if (allowed.isEmpty()) {
      return null;
    }
    return addresses.stream()
        .map(Address::toString)
        .filter(address -> allowed.stream().noneMatch(address::equalsIgnoreCase))
        .findFirst()
        .map(
            address ->
                "'"
                    + address
                    + "' is not an address to which this worker sends a password from a file; add"
                    + " it to SYNNAX_ALLOWED_ADDRESSES on every worker, or use synnax.password")
        .orElse(null);
  }
}
