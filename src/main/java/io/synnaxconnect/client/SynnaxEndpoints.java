package io.synnaxconnect.client;

import java.util.List;
import java.util.function.Supplier;

/**
 * The addresses of one cluster. Each says how to reach it, anew for every connection and every
 * login, so that what stands in files can be replaced while a client runs; where it cannot say so
 * now it throws a {@link SynnaxException}.
 *
 * @param each one for each address, in the order of preference
 */
public record SynnaxEndpoints(List<Supplier<SynnaxClientOptions>> each) {

  /** Copies the list, which must not be empty. */
  public SynnaxEndpoints {
    each = List.copyOf(each);
    if (each.isEmpty()) {
      throw new IllegalArgumentException("a cluster has at least one address");
    }
  }

  /** One address whose options never change. */
  public static SynnaxEndpoints of(SynnaxClientOptions options) {
    return new SynnaxEndpoints(List.of(() -> options));
  }
}
