package io.synnaxconnect.client;

import io.synnaxconnect.client.BlockIndex.Run;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Pairs the index samples of one block with the samples of its data channels, at the places that
 * {@link BlockIndex} finds for them. Pure.
 */
final class HistoryBlock {

  /**
   * Consecutive samples of the index in one domain.
   *
   * @param series holds the timestamps
   * @param from first sample of the series that counts
   */
  record Piece(Series series, int from) {

    long domain() {
      return series.alignment().domain();
    }

    /** Sample number, in the domain, of the first sample that counts. */
    long firstSample() {
      return series.alignment().sample() + from;
    }

    /** Sample number after the last. */
    long endSample() {
      return series.alignment().sample() + series.sampleCount();
    }

    int rowCount() {
      return series.sampleCount() - from;
    }
  }

  private final IndexGroup group;
  private final List<Piece> pieces;
  private final Map<Long, List<Run>> data = new HashMap<>();
  private final long receivedNanos;
  private boolean isConsistent = true;
  private boolean differsOnlyAtItsEdges = true;
  private int rowsWithoutJoin;
  private long dataBytes;

  HistoryBlock(IndexGroup group, BlockIndex index, List<Frame> frames, long receivedNanos) {
    this.group = group;
    this.pieces = index.pieces();
    this.receivedNanos = receivedNanos;
    long indexKey = indexOf(group).key();
    for (Frame frame : frames) {
      for (int i = 0; i < frame.size(); i++) {
        boolean isData = frame.channelKeyAt(i) != indexKey;
        if (isData && frame.seriesAt(i).sampleCount() > 0) {
          add(frame.channelKeyAt(i), frame.seriesAt(i), index);
        }
      }
    }
  }

  private void add(long channelKey, Series series, BlockIndex index) {
    dataBytes += series.dataBytes();
    rowsWithoutJoin = Math.max(rowsWithoutJoin, index.rowsWithoutJoin(series));
    List<Run> runs = index.place(series);
    if (runs.isEmpty()) {
      isConsistent = false;
      runs = index.placeAtEdges(series);
      differsOnlyAtItsEdges &= !runs.isEmpty();
    }
    data.computeIfAbsent(channelKey, key -> new ArrayList<>()).addAll(runs);
  }

  /** Memory of the data samples. */
  long dataBytes() {
    return dataBytes;
  }

  /** How many rows to read instead, {@link BlockIndex#rowsWithoutJoin}; 0 for all of them. */
  int rowsWithoutJoin() {
    return rowsWithoutJoin;
  }

  /** Whether every data sample has its place in the index block. */
  boolean isConsistent() {
    return isConsistent;
  }

  /**
   * Whether every data series has samples in the index block, and just reaches over its edges: a
   * timestamp that occurs there several times is read with all its samples.
   */
  boolean differsOnlyAtItsEdges() {
    return differsOnlyAtItsEdges;
  }

  /** The rows in order; a channel that comes or goes starts new {@code Rows}. */
  List<Rows> rows() {
    List<Rows> rows = new ArrayList<>();
    for (Piece piece : pieces) {
      long from = piece.firstSample();
      for (long to : cuts(piece)) {
        rows.add(rows(piece, from, to));
        from = to;
      }
    }
    return rows;
  }

  /** Where rows end, in order: at the piece's end, and wherever a channel starts or ends. */
  private Set<Long> cuts(Piece piece) {
    Set<Long> cuts = new TreeSet<>();
    cuts.add(piece.endSample());
    for (List<Run> ofChannel : data.values()) {
      for (Run run : ofChannel) {
        if (run.domain() == piece.domain()) {
          addInside(cuts, piece, run.firstSample());
          addInside(cuts, piece, run.endSample());
        }
      }
    }
    return cuts;
  }

  private static void addInside(Set<Long> cuts, Piece piece, long sample) {
    if (sample > piece.firstSample() && sample < piece.endSample()) {
      cuts.add(sample);
    }
  }

  private Rows rows(Piece piece, long from, long to) {
    Channel index = indexOf(group);
    int firstStamp = (int) (from - piece.series().alignment().sample());
    Rows.Column stamps = new Rows.Column(index, piece.series(), firstStamp);
    List<Rows.Column> columns = new ArrayList<>();
    for (Channel channel : group.channels()) {
      Rows.Column column =
          channel.key() == index.key() ? stamps : column(channel, piece.domain(), from);
      if (column != null) {
        columns.add(column);
      }
    }
    return Rows.indexed(group, stamps, columns, (int) (to - from), receivedNanos);
  }

  /** Samples of a channel from a position on; null when it has none there. */
  private Rows.@Nullable Column column(Channel channel, long domain, long sample) {
    for (Run run : data.getOrDefault(channel.key(), List.of())) {
      if (run.domain() == domain && run.firstSample() <= sample && sample < run.endSample()) {
        int offset = run.offset() + (int) (sample - run.firstSample());
        return new Rows.Column(channel, run.series(), offset);
      }
    }
    return null;
  }

  /** Where the last row stands. */
  Alignment end() {
    Piece last = pieces.get(pieces.size() - 1);
    return Alignment.of(last.domain(), last.endSample() - 1);
  }

  /** Keys of the data channels that have a sample at a position. */
  Set<Long> channelsAt(Alignment position) {
    Set<Long> keys = new HashSet<>();
    for (Channel channel : group.channels()) {
      if (column(channel, position.domain(), position.sample()) != null) {
        keys.add(channel.key());
      }
    }
    return keys;
  }

  /**
   * Whether the last row lacks a channel that the row just before it has.
   *
   * @param earlier position and channels of the last row before this block, null for none
   */
  boolean endsIncomplete(@Nullable LastRow earlier) {
    Piece last = pieces.get(pieces.size() - 1);
    Alignment before = Alignment.of(last.domain(), last.endSample() - 2);
    Set<Long> wanted = Set.of();
    if (last.endSample() - 1 > last.firstSample()) {
      wanted = channelsAt(before);
    } else if (earlier != null && earlier.position().equals(before)) {
      wanted = earlier.channelKeys();
    }
    return !channelsAt(end()).containsAll(wanted);
  }

  /** What the next block has to know of this one. */
  LastRow lastRow() {
    return new LastRow(end(), channelsAt(end()));
  }

  /** A row at the end of a block, and the data channels that have a sample in it. */
  record LastRow(Alignment position, Set<Long> channelKeys) {}

  static Channel indexOf(IndexGroup group) {
    Channel index = group.index();
    if (index == null || !group.isStored()) {
      throw new IllegalArgumentException("the group " + group.groupKey() + " is not stored");
    }
    return index;
  }
}
