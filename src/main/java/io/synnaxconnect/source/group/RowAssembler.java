package io.synnaxconnect.source.group;

import io.synnaxconnect.source.buffer.GroupFrame;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Rows.Column;
import io.synnaxconnect.telem.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Joins the series of one group's share of a frame into rows: data with the index of the same
 * frame, by position and equal alignment, never across frames and never by alignment alone.
 */
final class RowAssembler {

  private final GroupFrame share;
  private final List<IndexRun> runs = new ArrayList<>(1);
  private final Set<Long> channelsWithoutIndex = new TreeSet<>();
  private long samplesWithoutIndex;

  private RowAssembler(GroupFrame share) {
    this.share = share;
  }

  /**
   * The outcome.
   *
   * @param rows in the order in which they came, each with at least one row
   * @param runs the same rows by the series of the index that has their timestamps
   * @param channelsWithoutIndex channels with samples whose timestamps are not in the frame
   * @param samplesWithoutIndex how many samples these are
   */
  record Paired(
      List<Rows> rows, List<Run> runs, Set<Long> channelsWithoutIndex, long samplesWithoutIndex) {

    /** The index series with samples, in the order in which they came. */
    List<Series> indexSeries() {
      return runs.stream().map(Run::index).toList();
    }
  }

  /**
   * Rows of one series of the index.
   *
   * @param index the series, at least one sample long
   * @param rows each with at least one row
   */
  record Run(Series index, List<Rows> rows) {}

  /** One series of the index with the columns that belong to it. */
  private record IndexRun(Column timestamps, List<Column> columns) {}

  /** Pairs one share. */
  static Paired pair(GroupFrame share) {
    RowAssembler assembler = new RowAssembler(share);
    return share.group().index() == null ? assembler.unindexed() : assembler.indexed();
  }

  private Paired unindexed() {
    List<Rows> rows = new ArrayList<>(1);
    forEachSeries(
        (channel, series) ->
            rows.add(
                Rows.unindexed(
                    share.group(),
                    new Column(channel, series, 0),
                    series.sampleCount(),
                    share.received().wallNanos())));
    return new Paired(rows, List.of(), Set.of(), 0);
  }

  private Paired indexed() {
    IndexGroup group = share.group();
    forEachSeries(
        (channel, series) -> {
          if (channel.key() == group.indexKey()) {
            runs.add(new IndexRun(new Column(channel, series, 0), new ArrayList<>()));
          }
        });
    addColumns();
    List<Rows> rows = new ArrayList<>(runs.size());
    List<Run> placed = new ArrayList<>(runs.size());
    for (IndexRun run : runs) {
      run.columns().sort(Comparator.comparingLong(column -> column.channel().key()));
      List<Rows> ofRun = new ArrayList<>(1);
      addRows(run, ofRun);
      rows.addAll(ofRun);
      placed.add(new Run(run.timestamps().series(), ofRun));
    }
    return new Paired(rows, placed, channelsWithoutIndex, samplesWithoutIndex);
  }

  /** If a channel comes several times, its series match the runs in order, each at most once. */
  private void addColumns() {
    boolean indexChosen = share.group().isIndexChosen();
    long previousKey = -1;
    int nextRun = 0;
    for (int i = 0; i < share.seriesCount(); i++) {
      Channel channel = share.channelAt(i);
      Series series = share.seriesAt(i);
      if (channel == null || series.sampleCount() == 0) {
        continue;
      }
      if (channel.key() == share.group().indexKey() && !indexChosen) {
        continue;
      }
      nextRun = channel.key() == previousKey ? nextRun : 0;
      previousKey = channel.key();
      int run = findRun(series, nextRun);
      if (run < 0) {
        channelsWithoutIndex.add(channel.key());
        samplesWithoutIndex += series.sampleCount();
      } else {
        runs.get(run).columns().add(new Column(channel, series, 0));
        nextRun = run + 1;
      }
    }
  }

  private int findRun(Series series, int from) {
    for (int run = from; run < runs.size(); run++) {
      if (runs.get(run).timestamps().series().isAlignedWith(series)) {
        return run;
      }
    }
    return -1;
  }

  /** Adds one {@link Rows}, or if columns end before the index, one for each such stretch. */
  private void addRows(IndexRun run, List<Rows> rows) {
    int rowCount = length(run.timestamps());
    if (haveLength(run.columns(), rowCount)) {
      rows.add(rowsOf(run, run.columns(), rowCount));
      return;
    }
    int[] ends =
        IntStream.concat(
                IntStream.of(rowCount),
                run.columns().stream().mapToInt(c -> Math.min(rowCount, length(c))))
            .sorted()
            .distinct()
            .toArray();
    int from = 0;
    for (int to : ends) {
      rows.add(stretch(run, from, to));
      from = to;
    }
    for (Column column : run.columns()) {
      samplesWithoutIndex += Math.max(0, length(column) - rowCount);
    }
  }

  private Rows stretch(IndexRun run, int from, int to) {
    List<Column> columns = run.columns().stream().filter(c -> length(c) >= to).toList();
    return rowsOf(run, columns, to).slice(from, to);
  }

  private Rows rowsOf(IndexRun run, List<Column> columns, int rowCount) {
    return Rows.indexed(
        share.group(), run.timestamps(), columns, rowCount, share.received().wallNanos());
  }

  /** Nearly all frames are such: their pairing must cost little. */
  private static boolean haveLength(List<Column> columns, int rowCount) {
    for (Column column : columns) {
      if (length(column) != rowCount) {
        return false;
      }
    }
    return true;
  }

  private static int length(Column column) {
    return column.series().sampleCount();
  }

  private void forEachSeries(SeriesVisitor visitor) {
    for (int i = 0; i < share.seriesCount(); i++) {
      Channel channel = share.channelAt(i);
      Series series = share.seriesAt(i);
      if (channel != null && series.sampleCount() > 0) {
        visitor.visit(channel, series);
      }
    }
  }

  private interface SeriesVisitor {
    void visit(Channel channel, Series series);
  }
}
