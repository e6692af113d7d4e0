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
 * How much the writers of some groups stored per second lately. The list of channels does not say
 * that, but history does.
 *
 * @param rows index timestamps per second of all stored groups; a group that was not measured
 *     counts as the average of the others
 * @param samples rows times the selected channels of each group
 * @param groups number of groups
 * @param notStored number of groups without history
 * @param measured number of stored groups whose history was read
 * @param silent number of measured groups in which nothing was stored lately
 */
public record RecentLoad(
    double rows, double samples, int groups, int notStored, int measured, int silent) {

  /** How far back history is read. */
  public static final Duration WINDOW = Duration.ofMinutes(1);

  /** One group takes about five milliseconds of the cluster's time. */
  static final int MAX_GROUPS = 50;

  static final int MAX_ROWS = 1_000;
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final double SECOND_NANOS = 1e9;

  /**
   * Reads the end of the history of some stored groups, one after the other. Takes at most two
   * seconds and one request.
   *
   * @throws SynnaxException if the first group fails; a later failure ends the reading
   */
  public static RecentLoad measure(
      SynnaxCluster cluster, List<IndexGroup> groups, InstantSource clock)
      throws InterruptedException {
    List<IndexGroup> stored = groups.stream().filter(IndexGroup::isStored).toList();
    long begin = System.nanoTime();
    List<Double> rates = new ArrayList<>();
    double samples = 0;
    int limit = Math.min(stored.size(), MAX_GROUPS);
    while (rates.size() < limit && System.nanoTime() - begin < LIMIT.toNanos()) {
      // Spread over all groups: neighbors are often alike.
      IndexGroup group = stored.get((int) ((long) rates.size() * stored.size() / limit));
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
    return extrapolated(rates, samples, groups.size(), stored.size());
  }

  private static RecentLoad extrapolated(
      List<Double> rates, double samples, int groups, int stored) {
    double factor = rates.isEmpty() ? 0 : (double) stored / rates.size();
    return new RecentLoad(
        factor * rates.stream().mapToDouble(Double::doubleValue).sum(),
        factor * samples,
        groups,
        groups - stored,
        rates.size(),
        (int) rates.stream().filter(rate -> rate == 0).count());
  }

  private static double rowRate(SynnaxCluster cluster, IndexGroup group, long nowNanos)
      throws InterruptedException {
    TimeStamp start = new TimeStamp(nowNanos - WINDOW.toNanos());
    return rowRate(cluster.newestTimestamps(group, start, MAX_ROWS), nowNanos);
  }

  /** Rows per second, from the newest timestamps in the window. */
  static double rowRate(long[] timestamps, long nowNanos) {
    if (timestamps.length == 0) {
      return 0;
    }
    long oldest = Arrays.stream(timestamps).min().getAsLong();
    long newest = Arrays.stream(timestamps).max().getAsLong();
    if (timestamps.length >= MAX_ROWS && newest > oldest) {
      // Not all rows of the window: the rate is that between the first and the last of these.
      return (timestamps.length - 1) * SECOND_NANOS / ((double) newest - oldest);
    }
    double nanos = (double) Math.max(nowNanos, newest) - oldest;
    return timestamps.length * SECOND_NANOS / Math.max(SECOND_NANOS, nanos);
  }
}
