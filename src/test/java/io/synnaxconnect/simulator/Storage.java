package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Stored samples of all channels as lists of domains. Every access holds this object's monitor. */
final class Storage {

  private static final long CRASH_NANOS = 1_000_000_000L;

  private final Map<Long, List<Domain>> byChannel = new HashMap<>();
  private final LongSupplier clock;
  private final long retainedSamples;

  /**
   * Empty storage.
   *
   * @param clock nanoseconds, to know what a crash loses
   * @param retainedSamples how many samples of a channel are kept, those that were stored last;
   *     some more may be
   */
  Storage(LongSupplier clock, long retainedSamples) {
    this.clock = clock;
    this.retainedSamples = retainedSamples;
  }

  /** The domains of a channel by start. The list is live: hold the monitor. */
  synchronized List<Domain> domains(long channelKey) {
    return byChannel.getOrDefault(channelKey, List.of());
  }

  synchronized void remove(long channelKey) {
    byChannel.remove(channelKey);
  }

  /** Deletes the regions that lie inside a range of time, as retention does. */
  synchronized void deleteRegions(long channelKey, TimeRange range) {
    byChannel
        .getOrDefault(channelKey, new ArrayList<>())
        .removeIf(
            domain ->
                domain.startNanos() >= range.start().nanos()
                    && domain.endNanos() <= range.end().nanos());
  }

  /** The domain that holds an instant, or null. */
  synchronized @Nullable Domain at(long channelKey, long nanos) {
    for (Domain domain : domains(channelKey)) {
      if (domain.startNanos() <= nanos && nanos < domain.endNanos()) {
        return domain;
      }
    }
    return null;
  }

  /** The domain that holds an instant, and those after it as long as each begins at an end. */
  synchronized List<Domain> touching(long channelKey, long nanos) {
    List<Domain> touching = new ArrayList<>();
    for (Domain domain : domains(channelKey)) {
      boolean holds = domain.startNanos() <= nanos && nanos < domain.endNanos();
      boolean follows =
          !touching.isEmpty()
              && touching.get(touching.size() - 1).endNanos() == domain.startNanos();
      if (holds || follows) {
        touching.add(domain);
      }
    }
    return touching;
  }

  /** Refuses a writer whose start lies inside what is stored of a channel. */
  synchronized void checkStart(Channel channel, long start) {
    if (at(channel.key(), start) != null) {
      List<Domain> all = domains(channel.key());
      throw StoredConflict.atOpening(
          channel, start, all.get(0).startNanos(), all.get(all.size() - 1).endNanos());
    }
  }

  /**
   * Refuses samples that run into another domain than the writer's own.
   *
   * @param own the writer's domain of each channel, where it has one
   * @param start where the domains of the other channels begin
   * @param end one past the last timestamp
   */
  synchronized void checkFree(
      Collection<Channel> channels, Map<Long, Domain> own, long start, long end) {
    List<StoredConflict> conflicts = new ArrayList<>();
    for (Channel channel : channels) {
      Domain mine = own.get(channel.key());
      long begin = mine == null ? start : mine.startNanos();
      domains(channel.key()).stream()
          .filter(domain -> !domain.equals(mine))
          .filter(domain -> domain.startNanos() < end && begin < domain.endNanos())
          .findFirst()
          .ifPresent(domain -> conflicts.add(new StoredConflict(channel, begin, end, domain)));
    }
    if (!conflicts.isEmpty()) {
      throw StoredConflict.error(conflicts);
    }
  }

  /** Appends to a domain and lists it, once it has samples. */
  synchronized void append(
      long channelKey, Domain domain, byte[] samples, int count, long endNanos) {
    if (count == 0) {
      return;
    }
    domain.append(samples, count, endNanos, clock.getAsLong());
    List<Domain> list = byChannel.computeIfAbsent(channelKey, key -> new ArrayList<>());
    if (!list.contains(domain)) {
      list.add(domain);
      list.sort(Comparator.comparingLong(Domain::startNanos));
    }
    trim(list);
  }

  private void trim(List<Domain> list) {
    long total = list.stream().mapToLong(Domain::live).sum();
    Domain oldest = storedFirst(list);
    while (list.size() > 1 && total - oldest.live() >= retainedSamples) {
      list.remove(oldest);
      total -= oldest.live();
      oldest = storedFirst(list);
    }
    if (total > 2 * retainedSamples) {
      oldest.trimFront((int) (total - retainedSamples));
    }
  }

  /** An import is new, however old its timestamps are. */
  private static Domain storedFirst(List<Domain> list) {
    return Collections.min(list, Comparator.comparingLong(Domain::appendedNanos));
  }

  /** Loses what was committed in the last second, of data channels sometimes a little more. */
  synchronized void crash(long seed) {
    Random random = new Random(seed);
    long now = clock.getAsLong();
    byChannel.values().forEach(list -> crash(list, now, random));
    byChannel.values().forEach(list -> list.removeIf(domain -> domain.live() == 0));
  }

  private static void crash(List<Domain> list, long now, Random random) {
    for (Domain domain : list) {
      boolean isIndex = domain.indexDomain().equals(domain);
      long lost = CRASH_NANOS / 2 + (isIndex ? 0 : (long) (random.nextDouble() * CRASH_NANOS / 2));
      domain.loseCommitsAfter(now - lost, isIndex ? 0 : random.nextInt(3));
    }
  }
}
