package io.synnaxconnect.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Live alignments of one server process: every writer of an index opens a region, the next domain;
 * writers that share control of an index share one. Guarded by the core's write lock.
 */
final class Regions {

  /** The upper half of the first alignment in every server process. */
  static final long FIRST_DOMAIN = 4293967296L;

  private final Map<Long, Long> nextDomain = new HashMap<>();
  private final Map<Long, List<Region>> open = new HashMap<>();

  /** Where the writers of one index stand. */
  static final class Region {
    final long channelKey;
    final long domainNumber;
    long nextSample;
    long lastTimestamp = Long.MIN_VALUE;
    @Nullable Domain stored;
    final Map<Long, Domain> storedData = new HashMap<>();
    private int writers;

    private Region(long channelKey, long domainNumber) {
      this.channelKey = channelKey;
      this.domainNumber = domainNumber;
    }

    long alignment() {
      return domainNumber << 32 | (nextSample & 0xffff_ffffL);
    }
  }

  /**
   * Joins the open region of a channel or opens the next one.
   *
   * @param share whether writers of this channel share a region
   */
  Region enter(long channelKey, boolean share) {
    List<Region> regions = open.computeIfAbsent(channelKey, key -> new ArrayList<>());
    Region region = share && !regions.isEmpty() ? regions.get(regions.size() - 1) : null;
    if (region == null) {
      region = new Region(channelKey, takeDomain(channelKey));
      regions.add(region);
    }
    region.writers++;
    return region;
  }

  /** Whether some writer of this channel is open: the next one shares its region. */
  boolean isOpen(long channelKey) {
    return !open.getOrDefault(channelKey, List.of()).isEmpty();
  }

  /** A domain number that a failed opening uses up. */
  long takeDomain(long channelKey) {
    long number = nextDomain.getOrDefault(channelKey, FIRST_DOMAIN);
    nextDomain.put(channelKey, number + 1);
    return number;
  }

  /** Where a writer of the index that began at or before an instant is; else a new domain. */
  long cursor(long channelKey, long nanos) {
    for (Region region : open.getOrDefault(channelKey, List.of())) {
      Domain stored = region.stored;
      if (stored == null || stored.startNanos() <= nanos) {
        return region.alignment();
      }
    }
    return takeDomain(channelKey) << 32;
  }

  void leave(Region region) {
    if (--region.writers == 0) {
      open.getOrDefault(region.channelKey, new ArrayList<>()).remove(region);
    }
  }
}
