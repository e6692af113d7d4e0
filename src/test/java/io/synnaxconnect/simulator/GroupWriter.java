package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One writer's part of one stored index group: index and data in step. Guarded by the core's write
 * lock.
 */
final class GroupWriter {

  private final Storage storage;
  private final Channel index;
  private final List<Channel> owned;
  private final WriterOptions options;
  private final Regions.@Nullable Region region;
  private final Regions regions;
  private final List<Runnable> uncommitted = new ArrayList<>();
  private final Map<Long, Domain> foreignData = new HashMap<>();
  private @Nullable Domain foreignIndex;
  private long foreignPosition;
  private long foreignAnchor;
  private long streamOnlySample;
  private long committedEnd;
  private long writtenEnd;

  GroupWriter(Core core, Channel index, List<Channel> owned, WriterOptions options) {
    this.storage = core.storage();
    this.regions = core.regions();
    this.index = index;
    this.owned = owned;
    this.options = options;
    Long start = options.startNanos();
    boolean hasIndex = owned.contains(index);
    if (hasIndex && start != null && options.mode().persists() && !regions.isOpen(index.key())) {
      checkStart(start);
    }
    region = hasIndex ? regions.enter(index.key(), true) : null;
  }

  private void checkStart(long start) {
    Domain taken = storage.at(index.key(), start);
    if (taken != null) {
      regions.takeDomain(index.key());
      throw overlap(start, taken);
    }
  }

  private CoreError overlap(long start, Domain taken) {
    return CoreError.validation(
        ("channel %s: cannot open writer because there is already data in the writer's time range:"
                + " %d overlaps with existing data occupying time range %d - %d: write overlaps"
                + " with existing data in database")
            .formatted(ChannelRules.label(index), start, taken.startNanos(), taken.endNanos()));
  }

  /** The series with their alignments, after they were stored or kept for the commit. */
  List<LiveSeries> write(List<LiveSeries> series, List<Channel> controlled) {
    checkShape(series, controlled);
    int samples = series.get(0).samples();
    if (samples == 0) {
      return aligned(series, 0);
    }
    Regions.Region own = region;
    if (own != null) {
      LiveSeries times =
          series.stream().filter(s -> s.channelKey() == index.key()).findFirst().orElse(null);
      return times == null ? List.of() : writeWithIndex(own, times, series);
    }
    return writeOntoIndex(series, samples);
  }

  private void checkShape(List<LiveSeries> series, List<Channel> controlled) {
    List<Channel> expected = new ArrayList<>(controlled);
    expected.sort(Comparator.comparing(Channel::isIndex).reversed());
    for (Channel channel : expected) {
      long count = series.stream().filter(s -> s.channelKey() == channel.key()).count();
      if (count != 1) {
        throw CoreError.validation(
            ("frame must have exactly one series for each data channel associated with index %s,"
                    + " but %s channel %s")
                .formatted(
                    ChannelRules.label(index),
                    count == 0 ? "is missing a series for" : "has several series for",
                    ChannelRules.label(channel)));
      }
    }
    if (series.stream().mapToInt(LiveSeries::samples).distinct().count() > 1) {
      throw CoreError.validation(
          "frame must have the same length for all series associated with index "
              + ChannelRules.label(index));
    }
  }

  private List<LiveSeries> writeWithIndex(
      Regions.Region own, LiveSeries times, List<LiveSeries> series) {
    long first = Samples.longAt(times.data(), 0);
    long last = Samples.longAt(times.data(), times.data().length - Long.BYTES);
    checkOrder(own, first, last);
    own.lastTimestamp = last;
    writtenEnd = last + 1;
    if (!options.mode().persists()) {
      streamOnlySample = Math.max(streamOnlySample, own.nextSample);
      long alignment = own.domainNumber << 32 | (streamOnlySample & 0xffff_ffffL);
      streamOnlySample += times.samples();
      return aligned(series, alignment);
    }
    long alignment = own.alignment();
    own.nextSample += times.samples();
    keep(() -> store(own, series, first, last + 1));
    return aligned(series, alignment);
  }

  private void checkOrder(Regions.Region own, long first, long last) {
    if (last < own.lastTimestamp) {
      throw CoreError.validation(
          "channel %s: commit timestamp %d must not be less than the previous one %d"
              .formatted(ChannelRules.label(index), last, own.lastTimestamp));
    }
    if (!options.mode().persists()) {
      return;
    }
    Domain stored = own.stored;
    Long wanted = options.startNanos();
    long start = stored != null ? stored.startNanos() : wanted != null ? wanted : first;
    if (storage.overlaps(index.key(), stored, start, Math.max(start, last) + 1)) {
      throw CoreError.validation(
          "channel %s: write overlaps with existing data in database"
              .formatted(ChannelRules.label(index)));
    }
  }

  private void store(Regions.Region own, List<LiveSeries> series, long first, long end) {
    Domain times = own.stored;
    if (times == null) {
      Long start = options.startNanos();
      times = new Domain(DataType.TIMESTAMP, start != null ? start : first, null, 0);
      own.stored = times;
    }
    synchronized (storage) {
      long position = times.to();
      long dataStart = times.live() == 0 ? times.startNanos() : first;
      for (LiveSeries one : series) {
        Domain domain =
            one.channelKey() == index.key()
                ? times
                : dataDomain(own, one, times, position, dataStart);
        storage.append(one.channelKey(), domain, one.data(), one.samples(), end);
      }
    }
    committedEnd = end;
  }

  /** A data channel that missed some rows goes on in a domain of its own. */
  private static Domain dataDomain(
      Regions.Region own, LiveSeries one, Domain times, long position, long start) {
    Domain present = own.storedData.get(one.channelKey());
    if (present == null || present.to() != position) {
      present = new Domain(one.type(), start, times, position);
      own.storedData.put(one.channelKey(), present);
    }
    return present;
  }

  /** Data for timestamps that another writer wrote: no join by alignment is possible. */
  private List<LiveSeries> writeOntoIndex(List<LiveSeries> series, int samples) {
    Domain times = foreignIndex == null ? findIndex() : foreignIndex;
    if (times == null || foreignPosition + samples > times.to()) {
      throw CoreError.validation(
          "channel %s: write is past the end of index %s: discontinuous"
              .formatted(ChannelRules.label(owned.get(0)), ChannelRules.label(index)));
    }
    long position = foreignPosition;
    foreignPosition += samples;
    writtenEnd = times.timestamp(foreignPosition - 1) + 1;
    long end = writtenEnd;
    if (options.mode().persists()) {
      keep(() -> storeOntoIndex(times, series, position, end));
    }
    long alignment = foreignAnchor;
    foreignAnchor = Samples.advance(foreignAnchor, samples);
    return aligned(series, alignment);
  }

  private @Nullable Domain findIndex() {
    Long start = options.startNanos();
    Domain found = start == null ? null : storage.at(index.key(), start);
    if (found != null && start != null) {
      foreignIndex = found;
      foreignPosition = found.lowerBound(start);
      Regions.Region last = regions.latest(index.key());
      foreignAnchor = last == null ? Regions.FIRST_DOMAIN << 32 : last.alignment();
    }
    return found;
  }

  private void storeOntoIndex(Domain times, List<LiveSeries> series, long position, long end) {
    for (LiveSeries one : series) {
      Domain domain =
          foreignData.computeIfAbsent(
              one.channelKey(),
              key -> new Domain(one.type(), times.timestamp(position), times, position));
      storage.append(one.channelKey(), domain, one.data(), one.samples(), end);
    }
    committedEnd = end;
  }

  private void keep(Runnable store) {
    uncommitted.add(store);
    if (options.autoCommit()) {
      commit();
    }
  }

  /** Makes everything readable; returns the end of what is, 0 for nothing. */
  long commit() {
    uncommitted.forEach(Runnable::run);
    uncommitted.clear();
    return options.mode().persists() ? committedEnd : writtenEnd;
  }

  /** What was not committed is gone. */
  void close() {
    uncommitted.clear();
    if (region != null) {
      regions.leave(region);
    }
  }

  private static List<LiveSeries> aligned(List<LiveSeries> series, long alignment) {
    return series.stream().map(one -> one.at(alignment)).toList();
  }
}
