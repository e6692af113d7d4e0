package io.synnaxconnect.simulator;

import java.util.List;

/** All domains of an index as one row of timestamps. */
final class IndexPositions {

  static final long PAST_THE_END = Long.MAX_VALUE;

  private final List<Domain> domains;

  IndexPositions(List<Domain> domains) {
    this.domains = domains;
  }

  /**
   * The timestamp {@code samples} after {@code stamp}, counted from the last timestamp that is not
   * after it.
   */
  long stampAfter(long stamp, int samples) {
    return at(Math.max(0, floor(stamp)) + samples);
  }

  /** The timestamp {@code samples} before {@code stamp}, or the smallest instant. */
  long stampBefore(long stamp, int samples) {
    long position = ceiling(stamp) - samples;
    return position <= 0 ? Long.MIN_VALUE : at(position);
  }

  /**
   * Whether an automatic step backwards from {@code stamp} begins after the last timestamp before
   * it: where that repeats, and the search finds another of its samples than the first.
   */
  boolean isEmptyBefore(long stamp, int samples) {
    long before = 0;
    for (Domain domain : domains) {
      if (stamp == domain.endNanos()) {
        long position = before + domain.search(stamp - 1) - domain.from() - samples;
        return position >= 0 && at(position) + 1 >= stamp;
      }
      before += domain.live();
    }
    return false;
  }

  private long floor(long stamp) {
    long before = 0;
    for (Domain domain : domains) {
      if (stamp < domain.endNanos()) {
        if (stamp <= domain.startNanos()) {
          return before;
        }
        long at = domain.search(stamp);
        boolean exact = at < domain.to() && domain.timestamp(at) == stamp;
        return before + at - domain.from() - (exact ? 0 : 1);
      }
      before += domain.live();
    }
    return before;
  }

  private long ceiling(long stamp) {
    long before = 0;
    for (Domain domain : domains) {
      if (stamp <= domain.startNanos()) {
        return before;
      }
      if (stamp < domain.endNanos()) {
        return before + domain.search(stamp) - domain.from();
      }
      before += domain.live();
    }
    return before;
  }

  private long at(long position) {
    long left = position;
    for (Domain domain : domains) {
      if (left < domain.live()) {
        return domain.timestamp(domain.from() + left);
      }
      left -= domain.live();
    }
    return PAST_THE_END;
  }
}
