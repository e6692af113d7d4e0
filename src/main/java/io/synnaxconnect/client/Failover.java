package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which address of a cluster comes next, and whether a refusal is final. It is while no login was
 * ever accepted; later somebody may just be replacing certificates or a password, and the client's
 * files may follow the cluster's by a while. Thread-safe.
 */
final class Failover {

  /** How long refusals count as passing once a login was accepted. */
  static final Duration GRACE = Duration.ofMinutes(5);

  /** What trying again does not cure as long as nobody changes anything. */
  private static final Set<Code> REFUSALS =
      EnumSet.of(Code.TLS, Code.INVALID_CREDENTIALS, Code.UNSUPPORTED, Code.OTHER_CLUSTER);

  private final int addresses;
  private final Set<Integer> refusing = new HashSet<>();
  private int current;
  private boolean reached;
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
   * An address answered, perhaps without a login. With several addresses all must be of one
   * cluster; with one alone its cluster may be replaced.
   *
   * @throws SynnaxException with {@code OTHER_CLUSTER}
   */
  synchronized void answered(String where, String key) {
    String expected = clusterKey;
    if (addresses > 1 && expected != null && !expected.equals(key)) {
      throw new SynnaxException(
          Code.OTHER_CLUSTER,
          where
              + " belongs to cluster "
              + key
              + ", but the addresses answered as cluster "
              + expected
              + " before; list addresses of one cluster only, and restart where it was replaced on"
              + " purpose");
    }
  }

  /** A login was accepted: it is this cluster, and what was refused before has passed. */
  synchronized void loggedIn(String key) {
    reached = true;
    clusterKey = key;
    refusing.clear();
  }

  /**
   * A call failed at an address.
   *
   * @param nowNanos as {@link System#nanoTime}
   * @return the failure, retriable where it may pass
   */
  synchronized SynnaxException failed(int address, SynnaxException failure, long nowNanos) {
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
    boolean others = refusing.size() < addresses;
    boolean grace = reached && nowNanos - refusedSinceNanos < GRACE.toNanos();
    return others || grace ? failure.passing() : failure;
  }
}
