package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Selects the next address of a cluster, and decides whether a refusal is final. Before the first
 * accepted login it is final. Later somebody may just be replacing certificates or a password, and
 * the client's files may change later than the cluster's. Thread-safe.
 */
final class Failover {

  /** How long refusals count as temporary after a login was accepted. */
  static final Duration GRACE = Duration.ofMinutes(5);

  /** Failures that another attempt does not cure while nobody changes anything. */
  private static final Set<Code> REFUSALS =
      EnumSet.of(Code.TLS, Code.INVALID_CREDENTIALS, Code.UNSUPPORTED, Code.OTHER_CLUSTER);

  private final int addresses;
  private final Set<Integer> refusing = new HashSet<>();
  private int current;
  private boolean hasLoggedIn;
  private @Nullable String clusterKey;
  private long refusedSinceNanos;

  Failover(int addresses) {
    this.addresses = addresses;
  }

  /** The address after a failure. */
  synchronized int next() {
    current = (current + 1) % addresses;
    return current;
  }

  /**
   * An address answered, perhaps without a login. If there are several addresses, all must be of
   * one cluster; the cluster of a single address may be replaced.
   *
   * @throws SynnaxException with {@code OTHER_CLUSTER}
   */
  synchronized void onAnswer(String where, String key) {
    String expected = clusterKey;
    if (addresses > 1 && expected != null && !expected.equals(key)) {
      throw new SynnaxException(
          Code.OTHER_CLUSTER,
          where
              + " belongs to cluster "
              + key
              + ", but the addresses answered as cluster "
              + expected
              + " before; list addresses of one cluster only, and restart if it was replaced on"
              + " purpose");
    }
  }

  /**
   * A login was accepted: the addresses are of this cluster, and earlier refusals no longer count.
   */
  synchronized void onLogin(String key) {
    hasLoggedIn = true;
    clusterKey = key;
    refusing.clear();
  }

  /**
   * A call failed at an address.
   *
   * @param nowNanos as {@link System#nanoTime}
   * @return the failure, retriable if it may be temporary
   */
  synchronized SynnaxException onFailure(int address, SynnaxException failure, long nowNanos) {
    if (!REFUSALS.contains(failure.code())) {
      if (failure.code() == Code.UNREACHABLE) {
        refusing.remove(address);
      }
      return failure;
    }
    if (refusing.isEmpty()) {
      refusedSinceNanos = nowNanos;
    }
    refusing.add(address);
    boolean othersRemain = refusing.size() < addresses;
    boolean inGracePeriod = hasLoggedIn && nowNanos - refusedSinceNanos < GRACE.toNanos();
    return othersRemain || inGracePeriod ? failure.asRetriable() : failure;
  }
}
