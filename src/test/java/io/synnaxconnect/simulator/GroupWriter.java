package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final @Nullable LateWriter late;
  private final List<Runnable> uncommitted = new ArrayList<>();
  private long firstWritten;
  private long streamOnlySample;
  private long committedEnd;
  private long writtenEnd;

  GroupWriter(Core core, Channel index, List<Channel> owned, WriterOptions options) {
    this.storage = core.storage();
    this.regions = core.regions();
    this.index = index;
    this.owned = owned;
    this.options = options;
    boolean hasIndex = owned.contains(index);
    late = hasIndex ? null : new LateWriter(core, index, owned, options);
    if (hasIndex && !regions.isOpen(index.key())) {
      checkStart();
    }
    region = hasIndex ? regions.enter(index.key(), true) : null;
  }

  private void checkStart() {
    Long start = options.startNanos();
    if (start != null && options.mode().persists()) {
      try {
        storage.checkStart(index, start);
      } catch (CoreError e) {
        regions.takeDomain(index.key());
        throw e;
      }
    }
  }

  /** The series with their alignments, after they were stored or kept for the commit. */
  List<LiveSeries> write(List<LiveSeries> series, List<Channel> controlled) {
    checkShape(series, controlled);
    int samples = series.get(0).samples();
    if (samples == 0) {
      return aligned(series, 0);
    }
    if (late != null) {
      return late.write(series, samples);
    }
    LiveSeries times =
        series.stream().filter(s -> s.channelKey() == index.key()).findFirst().orElse(null);
    return times == null
        ? List.of()
        : writeWithIndex(Objects.requireNonNull(region), times, series);
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
    checkOrder(own, last);
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
    keep(() -> store(own, series, first, last + 1), first);
    return aligned(series, alignment);
  }

  private void checkOrder(Regions.Region own, long last) {
    long before = own.lastTimestamp;
    if (last < before) {
      throw CoreError.validation(
          ("channel %s: commit timestamp %s must not be less than the previous commit timestamp %s:"
                  + " it is less by a time span of %s")
              .formatted(
                  ChannelRules.label(index),
                  Stamps.format(last + 1),
                  Stamps.format(before + 1),
                  Stamps.span(before - last)));
    }
  }

  /** A region that runs into another is refused when it is committed, and as a whole. */
  private void checkFree(Regions.Region own) {
    Map<Long, Domain> mine = new HashMap<>(own.storedData);
    Domain times = own.stored;
    long start = firstWritten;
    if (times != null) {
      mine.put(index.key(), times);
    } else if (options.startNanos() != null) {
      start = options.startNanos();
    }
    storage.checkFree(owned, mine, start, Math.max(start + 1, writtenEnd));
  }

  private void store(Regions.Region own, List<LiveSeries> series, long first, long end) {
    Domain times = own.stored;
    if (times == null) {
      Long start = options.startNanos();
      times = new Domain(DataType.TIMESTAMP, start != null ? start : first);
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
      present = new Domain(one.type(), start, List.of(times), position);
      own.storedData.put(one.channelKey(), present);
    }
    return present;
  }

  private void keep(Runnable store, long first) {
    if (uncommitted.isEmpty()) {
      firstWritten = first;
    }
    uncommitted.add(store);
    if (options.autoCommit()) {
      commit();
    }
  }

  /** Makes everything readable; returns the end of what is, 0 for nothing. */
  long commit() {
    if (late != null) {
      return late.commit();
    }
    if (!uncommitted.isEmpty()) {
      checkFree(Objects.requireNonNull(region));
    }
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
