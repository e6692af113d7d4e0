package io.synnaxconnect.connector;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the writers of some groups stored last, a second. The list of channels says nothing about
 * rates, but history does.
 *
 * @param rows index timestamps a second, of all stored groups; those that were not looked at count
 *     as much as the others do on average
 * @param samples the same times the chosen channels of each group
 * @param groups all groups
 * @param notStored groups of which nothing can be seen
 * @param lookedAt stored groups whose history was looked at
 * @param silent those of them in which nothing was stored lately
 */
public record RecentLoad(
    double rows, double samples, int groups, int notStored, int lookedAt, int silent) {

  /** How far back is looked. */
  public static final Duration WINDOW = Duration.ofMinutes(1);

  /** One look takes about five milliseconds of the cluster's time. */
  static final int MOST_GROUPS = 50;

  static final int MOST_ROWS = 1_000;
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final double SECOND_NANOS = 1e9;

  /**
   * Looks at the end of the history of some stored groups, one after the other: of not too many,
   * and not for longer than two seconds and one request.
   *
   * @throws SynnaxException when the first look fails; a later failure ends the looking
   */
  public static RecentLoad look(SynnaxCluster cluster, List<IndexGroup> groups, InstantSource clock)
      throws InterruptedException {
    List<IndexGroup> stored = groups.stream().filter(IndexGroup::isStored).toList();
    long begin = System.nanoTime();
    List<Double> rates = new ArrayList<>();
    double samples = 0;
    int looks = Math.min(stored.size(), MOST_GROUPS);
    while (rates.size() < looks && System.nanoTime() - begin < LIMIT.toNanos()) {
      // Spread over all: neighbours are often alike.
      IndexGroup group = stored.get((int) ((long) rates.size() * stored.size() / looks));
      try {
        double rate = rowRate(cluster, group, TimeStamp.of(clock.instant()).nanos());
        rates.add(rate);
        samples += rate * group.channels().size();
      } catch (SynnaxException e) {
        if (rates.isEmpty()) {
          throw e;
        }
        break;
      }
    }
    double share = rates.isEmpty() ? 0 : (double) stored.size() / rates.size();
    return new RecentLoad(
        share * rates.stream().mapToDouble(Double::doubleValue).sum(),
        share * samples,
        groups.size(),
        groups.size() - stored.size(),
        rates.size(),
        (int) rates.stream().filter(rate -> rate == 0).count());
  }

  private static double rowRate(SynnaxCluster cluster, IndexGroup group, long nowNanos)
      throws InterruptedException {
    TimeStamp since = new TimeStamp(nowNanos - WINDOW.toNanos());
    return rowRate(cluster.newestTimestamps(group, since, MOST_ROWS), nowNanos);
  }

  /** Rows a second, from the newest timestamps in the window. */
  static double rowRate(long[] timestamps, long nowNanos) {
    if (timestamps.length == 0) {
      return 0;
    }
    long oldest = Arrays.stream(timestamps).min().getAsLong();
    long newest = Arrays.stream(timestamps).max().getAsLong();
    if (timestamps.length >= MOST_ROWS && newest > oldest) {
      // A part of what was written: how long ago does not matter, and commits come late.
      return (timestamps.length - 1) * SECOND_NANOS / ((double) newest - oldest);
    }
    double nanos = (double) Math.max(nowNanos, newest) - oldest;
    return timestamps.length * SECOND_NANOS / Math.max(SECOND_NANOS, nanos);
  }
}
