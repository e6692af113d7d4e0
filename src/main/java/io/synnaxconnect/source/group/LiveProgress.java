package io.synnaxconnect.source.group;

import io.synnaxconnect.delivery.GapDetector;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Gap.Cause;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.offset.SourcePartition;
import io.synnaxconnect.source.buffer.ShedMark;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far one index group was delivered, and which rows are missing before that. Has neither clock
 * nor thread: everything comes as an argument.
 */
final class LiveProgress {

  /** Bounds every offset. The oldest gaps are dropped first: each was counted and logged. */
  static final int MAX_OPEN_GAPS = 16;

  private final GapDetector detector;
  private final Map<String, String> partitionMap;
  private SourceOffset offset;
  private Map<String, String> offsetMap;
  private long streamNumber = -1;

  /** Why the next series of the index cannot be joined to the one before; null if it can. */
  private @Nullable Cause interruption;

  /** The last timestamp that is accounted for: of the last row placed, or before rows shed. */
  private @Nullable TimeStamp placed;

  /** Whether no row is behind that: the first one may be older, by the clock of its writer. */
  private boolean isAssumed;

  /**
   * A group that resumes from an offset.
   *
   * @param downsampleFactor the stream's own downsampling, 0 or 1 for none
   */
  LiveProgress(SourcePartition partition, SourceOffset offset, int downsampleFactor) {
    this.detector = new GapDetector(downsampleFactor);
    this.partitionMap = partition.toMap();
    this.offset = offset;
    this.offsetMap = offset.toMap();
    this.placed = offset.position();
  }

  /** Sets the stream of the next entries; a new one interrupts. */
  void enter(StreamSession session, IndexGroup group) {
    if (session.number() == streamNumber) {
      return;
    }
    streamNumber = session.number();
    interrupt(Cause.REOPENED);
    cover(group);
  }

  /** Puts the channels of the group into the offset. */
  void cover(IndexGroup group) {
    if (group.index() != null) {
      List<Long> covered = group.channels().stream().map(Channel::key).toList();
      offset =
          new SourceOffset(
              offset.position(), offset.since(), ChannelKeyRanges.of(covered), offset.gaps());
    }
  }

  /** Frames were shed at this point. */
  void shed(ShedMark mark) {
    interrupt(Cause.SHED);
    if (placed == null && mark.smallestTimestampNanos() != Long.MAX_VALUE) {
      placed = new TimeStamp(mark.smallestTimestampNanos() - 1);
    }
  }

  private void interrupt(Cause cause) {
    detector.reset();
    interruption = cause;
  }

  /**
   * Accounts for the series of the index of one frame, before its rows are emitted.
   *
   * @param wallNanos when they were received, nanoseconds since the Unix epoch
   * @return the gaps before it; without a count where it is unknown whether samples are missing
   */
  List<Gap> place(List<Series> indexSeries, long wallNanos) {
    List<Gap> found = find(indexSeries, wallNanos);
    found.forEach(this::open);
    return found;
  }

  /** The same, but the gaps do not go into the offset: they are filled before these rows. */
  List<Gap> find(List<Series> indexSeries, long wallNanos) {
    List<Gap> found = new ArrayList<>(0);
    for (Series series : indexSeries) {
      long missing = detector.missingBefore(series);
      Cause cause = interruption == null && missing > 0 ? Cause.SKIPPED : interruption;
      if (cause != null && placed != null) {
        TimeRange range = new TimeRange(next(placed), smallest(series));
        found.add(Gap.ofGroup(cause, range, new TimeStamp(wallNanos), missing));
      }
      interruption = null;
      placed = later(isAssumed ? null : placed, largest(series));
      isAssumed = false;
    }
    return found;
  }

  /** Accounts for rows that history brought. */
  void fill(List<Rows> rows) {
    rows.forEach(piece -> placed = later(placed, new TimeStamp(piece.greatestNanos())));
  }

  /** Where missing rows would begin: a group that was never delivered begins with its first. */
  long nextNanos() {
    TimeStamp last = placed;
    TimeStamp since = offset.since();
    if (last == null && since != null) {
      return since.nanos();
    }
    return last == null ? Long.MIN_VALUE : next(last).nanos();
  }

  /** What is missing before the next live rows begins at an instant, unless rows are known. */
  void begin(long nanos) {
    if (placed == null) {
      placed = new TimeStamp(nanos == Long.MIN_VALUE ? nanos : nanos - 1);
      isAssumed = true;
    }
  }

  /** Keeps a gap in the offset that is not filled. */
  void open(Gap gap) {
    if (gap.range().isEmpty()) {
      return;
    }
    List<Gap> gaps = new ArrayList<>(offset.gaps());
    gaps.add(gap);
    int tooMany = Math.max(0, gaps.size() - MAX_OPEN_GAPS);
    offset =
        new SourceOffset(
            offset.position(),
            offset.since(),
            offset.channels(),
            gaps.subList(tooMany, gaps.size()));
  }

  /** The partition of this group's records; always the same object. */
  Map<String, String> partitionMap() {
    return partitionMap;
  }

  /** The offset after the last block. */
  Map<String, String> offsetMap() {
    return offsetMap;
  }

  /** The position after the last block, {@link Long#MIN_VALUE} if there is none. */
  long positionNanos() {
    TimeStamp position = offset.position();
    return position == null ? Long.MIN_VALUE : position.nanos();
  }

  /** Moves the position over a block that is being emitted, and returns the new offset. */
  Map<String, String> advance(List<Rows> block) {
    TimeStamp position = offset.position();
    for (Rows rows : block) {
      if (rows.hasTimestamps() && rows.rowCount() > 0) {
        position = later(position, new TimeStamp(rows.greatestNanos()));
      }
    }
    offset = new SourceOffset(position, offset.since(), offset.channels(), offset.gaps());
    offsetMap = offset.toMap();
    return offsetMap;
  }

  private static TimeStamp next(TimeStamp stamp) {
    return stamp.equals(TimeStamp.MAX) ? stamp : new TimeStamp(stamp.nanos() + 1);
  }

  private static TimeStamp later(@Nullable TimeStamp a, TimeStamp b) {
    return a == null || b.compareTo(a) > 0 ? b : a;
  }

  private static TimeStamp smallest(Series index) {
    long nanos = Long.MAX_VALUE;
    for (int sample = 0; sample < index.sampleCount(); sample++) {
      nanos = Math.min(nanos, index.longAt(sample));
    }
    return new TimeStamp(nanos);
  }

  private static TimeStamp largest(Series index) {
    long nanos = Long.MIN_VALUE;
    for (int sample = 0; sample < index.sampleCount(); sample++) {
      nanos = Math.max(nanos, index.longAt(sample));
    }
    return new TimeStamp(nanos);
  }
}
