package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An iterator's place in one channel, with the server's traps (protocol section 10): an automatic
 * step ends by the index but reads by count, so that a start between two samples gives one sample
 * twice, and the samples behind a hole come early. Used under the storage's monitor.
 */
final class ChannelCursor {

  static final long AUTO_SPAN = -1;

  private final Storage storage;
  private final Channel channel;
  private final int chunkSamples;
  private long boundsStart;
  private long boundsEnd;
  private long viewStart;
  private long viewEnd;
  private boolean sought;
  private boolean foundNothing;
  private boolean atEnd;
  private @Nullable String error;

  ChannelCursor(Storage storage, Channel channel, int chunkSamples, long start, long end) {
    this.storage = storage;
    this.channel = channel;
    this.chunkSamples = chunkSamples;
    setBounds(start, end);
  }

  long channelKey() {
    return channel.key();
  }

  /** The text of the error that ended this cursor, or null. */
  @Nullable String error() {
    return error;
  }

  void setBounds(long start, long end) {
    boundsStart = start;
    boundsEnd = end;
    place(start, false);
    sought = false;
  }

  private boolean place(long stamp, boolean found) {
    viewStart = stamp;
    viewEnd = stamp;
    sought = true;
    foundNothing = !found;
    atEnd = !found;
    error = null;
    return found;
  }

  boolean seekFirst() {
    for (Domain domain : own()) {
      if (inBounds(domain)) {
        return place(Math.max(domain.startNanos(), boundsStart), true);
      }
    }
    return place(boundsStart, false);
  }

  boolean seekLast() {
    List<Domain> own = own();
    for (int i = own.size() - 1; i >= 0; i--) {
      if (inBounds(own.get(i))) {
        return place(Math.min(own.get(i).endNanos(), boundsEnd), true);
      }
    }
    return place(boundsEnd, false);
  }

  boolean seekLowerOrEqual(long stamp) {
    List<Domain> own = own();
    for (int i = own.size() - 1; i >= 0; i--) {
      if (own.get(i).startNanos() <= stamp && inBounds(own.get(i))) {
        return place(Math.min(stamp, own.get(i).endNanos()), true);
      }
    }
    return place(stamp, false);
  }

  boolean seekGreaterOrEqual(long stamp) {
    for (Domain domain : own()) {
      if (stamp < domain.endNanos() && inBounds(domain)) {
        return place(Math.max(stamp, domain.startNanos()), true);
      }
    }
    return place(stamp, false);
  }

  private boolean inBounds(Domain domain) {
    return domain.startNanos() < boundsEnd && boundsStart < domain.endNanos();
  }

  /** The series of the next step; none when nothing is left. */
  List<LiveSeries> next(long span) {
    if (!sought || error != null) {
      return List.of();
    }
    if (span != AUTO_SPAN) {
      return view(viewEnd, saturated(viewEnd, span));
    }
    if (atEnd) {
      error = endError();
      return List.of();
    }
    if (viewEnd >= boundsEnd) {
      return List.of();
    }
    Domain following = following(viewEnd);
    if (following != null && viewEnd < following.startNanos()) {
      error = positionError(following);
      return List.of();
    }
    long start = afterTrap(viewEnd);
    long end = new IndexPositions(index()).stampAfter(start, chunkSamples);
    if (end == IndexPositions.PAST_THE_END || end > boundsEnd) {
      List<LiveSeries> rest = view(start, boundsEnd);
      atEnd = end == IndexPositions.PAST_THE_END && indexEnd() < boundsEnd;
      return rest;
    }
    viewStart = start;
    viewEnd = end;
    return readByCount();
  }

  /** The first region of the index that ends after an instant; null if none does. */
  private @Nullable Domain following(long stamp) {
    return index().stream().filter(d -> stamp < d.endNanos()).findFirst().orElse(null);
  }

  /**
   * An automatic step that begins between the start that a writer declared and its first sample
   * leaves that whole region out (iterator_range_before_first_sample.json).
   */
  private long afterTrap(long stamp) {
    for (Domain domain : index()) {
      if (domain.startNanos() < stamp
          && domain.live() > 0
          && stamp < domain.timestamp(domain.from())) {
        return domain.endNanos();
      }
    }
    return stamp;
  }

  /** The series of the step before. */
  List<LiveSeries> previous(long span) {
    if (!sought) {
      return List.of();
    }
    long end = viewStart;
    if (span == AUTO_SPAN && afterTrap(end) != end) {
      throw new IllegalStateException("here the process of a Synnax 0.56.16 ends with a panic");
    }
    IndexPositions positions = new IndexPositions(index());
    if (span == AUTO_SPAN && positions.isEmptyBefore(end, chunkSamples)) {
      return List.of();
    }
    long start =
        span == AUTO_SPAN ? positions.stampBefore(end, chunkSamples) : saturated(end, -span);
    List<LiveSeries> series = view(Math.max(start, boundsStart), end);
    viewEnd = viewStart;
    viewStart = Math.max(start, boundsStart);
    return series;
  }

  private List<LiveSeries> view(long start, long end) {
    viewStart = Math.max(start, boundsStart);
    viewEnd = Math.max(viewStart, Math.min(end, boundsEnd));
    List<LiveSeries> series = new ArrayList<>();
    for (Domain domain : own()) {
      if (domain.startNanos() < viewEnd && viewStart < domain.endNanos()) {
        long from = viewStart <= domain.startNanos() ? domain.from() : clamp(domain, viewStart);
        long to = viewEnd >= domain.endNanos() ? domain.to() : clamp(domain, viewEnd);
        add(series, domain, from, to);
      }
    }
    return series;
  }

  private List<LiveSeries> readByCount() {
    List<LiveSeries> series = new ArrayList<>();
    long remaining = chunkSamples;
    for (Domain domain : own()) {
      // A step ends where it starts if its first timestamp repeats.
      if (domain.startNanos() < Math.max(viewEnd, viewStart + 1)
          && viewStart < domain.endNanos()
          && remaining > 0) {
        long from = viewStart <= domain.startNanos() ? domain.from() : clamp(domain, viewStart);
        long to = Math.min(domain.to(), from + remaining);
        remaining -= to - from;
        add(series, domain, from, to);
      }
    }
    return series;
  }

  /**
   * Where a step inside a region begins or ends: the server counts from where it finds the region's
   * start, which is not the first sample if that timestamp repeats.
   */
  private static long clamp(Domain domain, long stamp) {
    long distance = domain.search(stamp) - domain.search(domain.startNanos());
    return Math.max(domain.from(), Math.min(domain.to(), domain.from() + distance));
  }

  private void add(List<LiveSeries> series, Domain domain, long from, long to) {
    if (to <= from) {
      return;
    }
    // From its start on a region counts its own samples, also where it begins inside its index.
    Domain.IndexPlace place =
        viewStart <= domain.startNanos()
            ? new Domain.IndexPlace(domain.indexDomain(), from - domain.firstPosition())
            : domain.placeOf(domain.search(viewStart));
    long listPosition = index().indexOf(place.domain());
    series.add(
        new LiveSeries(
            channel.key(),
            domain.type(),
            domain.slice(from, to),
            (int) (to - from),
            listPosition << 32 | (place.sample() & 0xffff_ffffL),
            Math.max(domain.startNanos(), viewStart),
            Math.min(domain.endNanos(), viewEnd)));
  }

  private String endError() {
    List<Domain> index = index();
    if (foundNothing && !index.isEmpty()) {
      return positionError(index.get(0));
    }
    long stamp = index.isEmpty() ? boundsStart : indexEnd() - 1;
    return discontinuous("the timestamp " + Stamps.format(stamp) + " does not exist in the index");
  }

  private String positionError(Domain domain) {
    return discontinuous(
        "failed to resolve position %d in continuous index of length %d"
            .formatted(chunkSamples, domain.live()));
  }

  private String discontinuous(String reason) {
    return "channel " + ChannelRules.label(channel) + ": " + reason + ": discontinuous";
  }

  private long indexEnd() {
    List<Domain> index = index();
    return index.isEmpty() ? Long.MIN_VALUE : index.get(index.size() - 1).endNanos();
  }

  private List<Domain> own() {
    return storage.domains(channel.key());
  }

  private List<Domain> index() {
    return storage.domains(channel.indexKey());
  }

  private static long saturated(long stamp, long span) {
    long sum = stamp + span;
    boolean overflow = ((stamp ^ sum) & (span ^ sum)) < 0;
    return overflow ? (span > 0 ? Long.MAX_VALUE : Long.MIN_VALUE) : sum;
  }
}
