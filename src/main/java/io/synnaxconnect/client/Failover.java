package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.ForeignText;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Selects the next address of a cluster, and decides whether a refusal is final. Thread-safe.
 *
 * <p>Before the first accepted login, a refused password is final at once, and so is a refusal of
 * TLS, of the version or of the cluster when every address refuses. Later somebody may just be
 * replacing certificates or a password, and the client's files may change later than the cluster's:
 * then a refusal is final after five minutes without an accepted login in between. A right that was
 * in use before is treated in the same way; one that was never granted is final at once.
 */
final class Failover {

  /** How long refusals count as temporary after a login was accepted. */
  static final Duration GRACE = Duration.ofMinutes(5);

  /** Failures of one address, which another address may not have. */
  private static final Set<Code> OF_ADDRESS =
      EnumSet.of(Code.TLS, Code.UNSUPPORTED, Code.OTHER_CLUSTER);

  /** Refusals in a row. */
  private static final class Refusals {

    private @Nullable Long sinceNanos;
    private long lastNanos;

    /** Counts a refusal; true if they have lasted long enough to be final. */
    boolean lastTooLong(long nowNanos) {
      lastNanos = nowNanos;
      if (sinceNanos == null) {
        sinceNanos = nowNanos;
      }
      return nowNanos - sinceNanos >= GRACE.toNanos();
    }

    /** Nobody answers. That ends the row only if it lasts: an address may do both in turn. */
    void onSilence(long nowNanos) {
      if (sinceNanos != null && nowNanos - lastNanos >= GRACE.toNanos()) {
        sinceNanos = null;
      }
    }

    void clear() {
      sinceNanos = null;
    }
  }

  /**
   * What one kind of call was granted for: channels by key or name, or all of them. The right to
   * some says nothing of others.
   */
  private static final class Rights {

    /** Far above what a client reads; who names more begins again. */
    private static final int MAX_SUBJECTS = 200_000;

    private final Set<Object> inUse = new HashSet<>();
    private final Refusals denials = new Refusals();
    private Set<Object> denied = Set.of();

    void grant(Collection<?> subjects) {
      if (inUse.size() > MAX_SUBJECTS) {
        inUse.clear();
      }
      inUse.addAll(subjects);
      if (!denied.isEmpty() && subjects.containsAll(denied)) {
        denials.clear();
        denied = Set.of();
      }
    }

    /** Counts a denial; true if it is final. */
    boolean isDeniedForGood(Collection<?> subjects, long nowNanos) {
      denied = Set.copyOf(subjects);
      return !inUse.containsAll(subjects) || denials.lastTooLong(nowNanos);
    }
  }

  private final int addresses;
  private final Set<Integer> refusing = new HashSet<>();
  private int current;
  private boolean hasLoggedIn;
  private @Nullable String clusterKey;
  private final Refusals refusals = new Refusals();
  private final Map<String, Rights> rights = new HashMap<>();

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
              + ForeignText.name(key)
              + ", but the addresses answered as cluster "
              + ForeignText.name(expected)
              + " before; list addresses of one cluster only, and restart if it was replaced on"
              + " purpose");
    }
  }

  /** Whether an address that a password goes to may be one of another cluster. */
  synchronized boolean mustCompareCluster() {
    return addresses > 1 && clusterKey != null;
  }

  /**
   * A login was accepted: the addresses are of this cluster, and earlier refusals no longer count.
   */
  synchronized void onLogin(String key) {
    hasLoggedIn = true;
    clusterKey = key;
    refusing.clear();
    refusals.clear();
  }

  /**
   * A call that needs a right has succeeded.
   *
   * @param call which kind of call
   * @param subjects what it was granted for
   */
  synchronized void onGranted(String call, Collection<?> subjects) {
    rights.computeIfAbsent(call, kind -> new Rights()).grant(subjects);
  }

  /**
   * A call was refused for want of a right.
   *
   * @return the failure, retriable if the right was in use before and may be given back
   */
  synchronized SynnaxException onDenied(
      String call, Collection<?> subjects, SynnaxException failure, long nowNanos) {
    Rights granted = rights.get(call);
    return granted == null || granted.isDeniedForGood(subjects, nowNanos)
        ? failure
        : failure.asRetriable();
  }

  /**
   * A call failed at an address.
   *
   * @param nowNanos as {@link System#nanoTime}
   * @return the failure, retriable if it may be temporary
   */
  synchronized SynnaxException onFailure(int address, SynnaxException failure, long nowNanos) {
    if (failure.code() == Code.INVALID_CREDENTIALS) {
      return isFinal(nowNanos) ? failure : failure.asRetriable();
    }
    if (OF_ADDRESS.contains(failure.code())) {
      refusing.add(address);
      boolean othersRemain = refusing.size() < addresses;
      // Counted in any case.
      return isFinal(nowNanos) && !othersRemain ? failure : failure.asRetriable();
    }
    if (failure.code() == Code.UNREACHABLE) {
      refusing.remove(address);
      refusals.onSilence(nowNanos);
    }
    return failure;
  }

  private boolean isFinal(long nowNanos) {
    return refusals.lastTooLong(nowNanos) || !hasLoggedIn;
  }
}
