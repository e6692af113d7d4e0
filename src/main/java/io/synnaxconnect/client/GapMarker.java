package io.synnaxconnect.client;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.StreamGap;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps how far each index group of a stream has come, and marks the first frame of a group after a
 * loss with what may be missing before it. Thread-safe.
 */
final class GapMarker {

  /** How far a group has come. */
  private static final class Group {

    private List<Channel> channels = List.of();
    private boolean hasIndex;

    /** What comes from here on is new: the timestamp after the last row, or a time of our clock. */
    private long nextNanos;

    private boolean isOfRow;
    private boolean wasLost;
  }

  /** The time of a group's rows in one frame. */
  private record Extent(long firstNanos, long lastNanos, boolean isOfRows) {

    Extent with(Extent other) {
      return new Extent(
          Math.min(firstNanos, other.firstNanos), Math.max(lastNanos, other.lastNanos), isOfRows);
    }
  }

  private final LongSupplier epochNanos;
  private final Map<Long, Group> groups = new HashMap<>();
  private final Map<Long, Channel> channels = new HashMap<>();

  /**
   * A marker that follows nothing yet.
   *
   * @param epochNanos the clock of this machine, nanoseconds since the Unix epoch
   */
  GapMarker(LongSupplier epochNanos) {
    this.epochNanos = epochNanos;
  }

  /** Replaces the channels of the stream; groups in both keep how far they have come. */
  synchronized void follow(Collection<Channel> streamed) {
    channels.clear();
    streamed.forEach(channel -> channels.put(channel.key(), channel));
    Map<Long, List<Channel>> byGroup = new HashMap<>();
    channels.values().stream()
        .sorted(Comparator.comparingLong(Channel::key))
        .forEach(
            channel ->
                byGroup.computeIfAbsent(groupKey(channel), k -> new ArrayList<>()).add(channel));
    groups.keySet().retainAll(byGroup.keySet());
    byGroup.forEach(this::follow);
  }

  private void follow(Long key, List<Channel> members) {
    Group group = groups.computeIfAbsent(key, k -> begin());
    group.channels = members;
    group.hasIndex = members.stream().anyMatch(Channel::isIndex);
  }

  private Group begin() {
    Group group = new Group();
    group.nextNanos = epochNanos.getAsLong();
    return group;
  }

  /** The key of its index, its own if it has none. */
  private static long groupKey(Channel channel) {
    return channel.isIndexed() ? channel.indexKey() : channel.key();
  }

  /** The frames before the next one are of a stream that was lost. */
  synchronized void onLoss() {
    groups.values().forEach(group -> group.wasLost = true);
  }

  /** The same frame, with its gaps if there are any. */
  synchronized Frame mark(Frame frame) {
    List<StreamGap> gaps = new ArrayList<>();
    long now = epochNanos.getAsLong();
    extents(frame, now)
        .forEach(
            (key, extent) -> {
              Group group = groups.get(key);
              StreamGap gap = group == null ? null : gapBefore(group, extent, now);
              if (gap != null) {
                gaps.add(gap);
              }
            });
    return gaps.isEmpty() ? frame : frame.withGaps(gaps);
  }

  private static @Nullable StreamGap gapBefore(Group group, Extent extent, long now) {
    if (group.hasIndex && !extent.isOfRows()) {
      // A frame of its index says more.
      return null;
    }
    if (group.isOfRow && extent.isOfRows() && extent.lastNanos() < group.nextNanos) {
      // Rows older than the newest before the loss, perhaps of another writer.
      return null;
    }
    TimeRange range = TimeRange.ofNanos(startOfGap(group, extent, now), extent.firstNanos());
    boolean isGap = group.wasLost && !range.isEmpty();
    StreamGap gap =
        isGap ? new StreamGap(group.channels, range, group.isOfRow && extent.isOfRows()) : null;
    group.nextNanos = Math.min(extent.lastNanos(), Long.MAX_VALUE - 1) + 1;
    group.isOfRow = extent.isOfRows();
    group.wasLost = false;
    return gap;
  }

  /** If no row came before, the time since then counts: clocks may differ. */
  private static long startOfGap(Group group, Extent extent, long now) {
    return group.isOfRow || !extent.isOfRows()
        ? group.nextNanos
        : extent.firstNanos() - (now - group.nextNanos);
  }

  private Map<Long, Extent> extents(Frame frame, long now) {
    Map<Long, Extent> extents = new LinkedHashMap<>();
    for (int i = 0; i < frame.size(); i++) {
      Channel channel = channels.get(frame.channelKeyAt(i));
      Series series = frame.seriesAt(i);
      if (channel != null && series.sampleCount() > 0) {
        extents.merge(groupKey(channel), extent(channel, series, now), GapMarker::merge);
      }
    }
    return extents;
  }

  private static Extent extent(Channel channel, Series series, long now) {
    return channel.isIndex()
        ? new Extent(series.longAt(0), series.longAt(series.sampleCount() - 1), true)
        : new Extent(now, now, false);
  }

  /** Rows say more than the clock. */
  private static Extent merge(Extent one, Extent other) {
    if (one.isOfRows() == other.isOfRows()) {
      return one.with(other);
    }
    return one.isOfRows() ? one : other;
  }
}
