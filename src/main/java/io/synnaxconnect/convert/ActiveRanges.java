package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.Rows;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The ranges of a cluster as they are known now, to find those in which a sample lies. The starts
 * and ends of all ranges cut time into segments, and all samples of a segment lie in the same
 * ranges.
 */
final class ActiveRanges {

  /** Nothing is known of ranges, or nobody wants them. */
  static final ActiveRanges NONE = new ActiveRanges("", List.of());

  private final String clusterKey;
  private final List<Range> byStart;
  private final long[] boundaries;

  /** By segment, each found at its first use. Of the converting thread. */
  private final RangeNames[] names;

  private ActiveRanges(String clusterKey, List<Range> byStart) {
    this.clusterKey = clusterKey;
    this.byStart = byStart;
    this.boundaries =
        byStart.stream()
            .map(Range::timeRange)
            .flatMapToLong(span -> LongStream.of(span.start().nanos(), span.end().nanos()))
            .sorted()
            .distinct()
            .toArray();
    this.names = new RangeNames[boundaries.length + 1];
  }

  /** All ranges of a cluster, in any order. */
  static ActiveRanges of(String clusterKey, Collection<Range> ranges) {
    List<Range> byStart =
        ranges.stream()
            .filter(range -> !range.timeRange().isEmpty())
            .sorted(
                Comparator.comparing((Range range) -> range.timeRange().start())
                    .thenComparing(Range::name)
                    .thenComparing(Range::key))
            .toList();
    return new ActiveRanges(clusterKey, byStart);
  }

  /** Whether these are the same ranges: then the names that were found stay good. */
  boolean hasSameAs(ActiveRanges other) {
    return clusterKey.equals(other.clusterKey) && byStart.equals(other.byStart);
  }

  /** Whether there are ranges of this cluster. */
  boolean areOf(String cluster) {
    return !byStart.isEmpty() && clusterKey.equals(cluster);
  }

  /** The end of the rows from {@code from} on that lie in the same ranges as the first of them. */
  int endOfRun(Rows rows, int from) {
    int segment = segmentOf(rows.timestampNanos(from));
    long start = segment == 0 ? Long.MIN_VALUE : boundaries[segment - 1];
    // The last nanosecond of all is in no range, so nothing is wrong with it as a last end.
    long last = segment == boundaries.length ? Long.MAX_VALUE : boundaries[segment] - 1;
    if (rows.smallestNanos() >= start && rows.greatestNanos() <= last) {
      return rows.rowCount();
    }
    int to = from + 1;
    while (to < rows.rowCount() && isIn(start, last, rows.timestampNanos(to))) {
      to++;
    }
    return to;
  }

  private static boolean isIn(long start, long last, long nanos) {
    return nanos >= start && nanos <= last;
  }

  /** The names of the ranges in which an instant lies. */
  RangeNames at(long nanos) {
    int segment = segmentOf(nanos);
    RangeNames found = names[segment];
    if (found == null) {
      found = RangeNames.of(byStart.stream().filter(range -> contains(range, nanos)).toList());
      names[segment] = found;
    }
    return found;
  }

  private static boolean contains(Range range, long nanos) {
    return range.timeRange().start().nanos() <= nanos && nanos < range.timeRange().end().nanos();
  }

  /** How many boundaries are not after an instant. */
  private int segmentOf(long nanos) {
    int found = Arrays.binarySearch(boundaries, nanos);
    return found >= 0 ? found + 1 : -found - 1;
  }
}
