package io.synnaxconnect.client;

import java.util.List;
import java.util.function.Supplier;

/**
 * The addresses of one cluster. The client reads the options of an address again for every
 * connection and every login, so that somebody can replace the files behind them while it runs. If
 * a supplier cannot read them, it throws a {@link SynnaxException}.
 *
 * @param each one for each address, in the order of preference
 */
public record SynnaxEndpoints(List<Supplier<SynnaxClientOptions>> each) {

  /** Copies the list, which must not be empty. */
  public SynnaxEndpoints {
    each = List.copyOf(each);
    if (each.isEmpty()) {
      throw new IllegalArgumentException("a cluster must have at least one address");
    }
  }

  /** One address whose options never change. */
  public static SynnaxEndpoints of(SynnaxClientOptions options) {
    return new SynnaxEndpoints(List.of(() -> options));
  }
}
