package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One writer's part of a stored index group without its index: samples for timestamps that another
 * writer wrote, from the writer's start on, one for each. Guarded by the core's write lock.
 */
final class LateWriter {

  private final Storage storage;
  private final Regions regions;
  private final String discontinuousType;
  private final Channel index;
  private final List<Channel> owned;
  private final WriterOptions options;
  private final Map<Long, Domain> stored = new HashMap<>();
  private final List<LiveSeries> uncommitted = new ArrayList<>();
  private @Nullable Long anchor;
  private int written;
  private long committedEnd;

  LateWriter(Core core, Channel index, List<Channel> owned, WriterOptions options) {
    this.storage = core.storage();
    this.regions = core.regions();
    this.discontinuousType = core.profile().discontinuousType();
    this.index = index;
    this.owned = owned;
    this.options = options;
    if (options.mode().persists()) {
      owned.stream()
          .filter(channel -> !core.control().isHeld(channel.key()))
          .forEach(channel -> storage.checkStart(channel, start()));
    }
  }

  private long start() {
    Long start = options.startNanos();
    return start == null ? 0 : start;
  }

  /** The series with their alignments; only the writer of the index could say which ones. */
  List<LiveSeries> write(List<LiveSeries> series, int samples) {
    long alignment = Samples.advance(anchor(), written);
    written += samples;
    if (options.mode().persists()) {
      uncommitted.addAll(series);
    }
    if (options.autoCommit()) {
      commit();
    }
    return series.stream().map(one -> one.at(alignment)).toList();
  }

  /** Where the writer of the index is, if there is one from this start on; else a new domain. */
  private long anchor() {
    if (anchor == null) {
      anchor = regions.cursor(index.key(), start());
    }
    return anchor;
  }

  /** Makes everything readable; returns the end of what is, 0 for nothing. */
  long commit() {
    if (uncommitted.isEmpty()) {
      return committedEnd;
    }
    synchronized (storage) {
      List<Domain> times = storage.touching(index.key(), start());
      if (times.isEmpty()) {
        throw outside(written - 1);
      }
      // Only to find positions: its samples are those of the index.
      Domain found = new Domain(DataType.TIMESTAMP, start(), times, 0);
      long position = position(found);
      long end = found.timestamp(position + written - 1) + 1;
      storage.checkFree(owned, stored, start(), end);
      for (LiveSeries one : uncommitted) {
        Domain domain =
            stored.computeIfAbsent(
                one.channelKey(), key -> new Domain(one.type(), start(), times, position));
        storage.append(one.channelKey(), domain, one.data(), one.samples(), end);
      }
      uncommitted.clear();
      committedEnd = end;
    }
    return committedEnd;
  }

  /** The position of the start in its index; throws where a sample has no timestamp. */
  private long position(Domain times) {
    int last = written - 1;
    long position = times.search(start());
    if (position >= times.indexTo() || times.timestamp(position) != start()) {
      throw missing();
    }
    if (position + last >= times.indexTo()) {
      long trimmed = times.indexDomain().from();
      long length = times.indexTo() - trimmed;
      throw unresolved(last >= length ? last : position - trimmed + last, length);
    }
    return position;
  }

  private CoreError outside(int last) {
    if (last == 0) {
      return new CoreError(
          "sy.query.not_found",
          "cannot find stamp start timestamp %s: time range not found: not found: query"
              .formatted(Stamps.format(start())));
    }
    return storage.domains(index.key()).stream()
        .filter(domain -> domain.startNanos() > start())
        .findFirst()
        .map(next -> unresolved(last, next.live()))
        .orElseGet(this::missing);
  }

  private CoreError unresolved(long position, long length) {
    return discontinuous(
        "failed to resolve position %d in continuous index of length %d"
            .formatted(position, length));
  }

  private CoreError missing() {
    return discontinuous(
        "the timestamp " + Stamps.format(start()) + " does not exist in the index");
  }

  private CoreError discontinuous(String reason) {
    return new CoreError(
        discontinuousType, CoreError.validation(reason + ": discontinuous").data());
  }
}
