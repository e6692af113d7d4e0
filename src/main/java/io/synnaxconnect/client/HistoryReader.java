package io.synnaxconnect.client;

import io.synnaxconnect.client.HistoryBlock.LastRow;
import io.synnaxconnect.client.HistoryBlock.Piece;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stored rows of one index group in a range of time, block by block: each row once, in order, every
 * sample at its timestamp.
 *
 * <p>Reads the index in chunks, then the data channels over the times of each chunk, and pairs them
 * by position and time: read together in chunks, a channel with holes would run ahead of its index
 * and repeat samples. The first rows come from one iterator, which suffices for a small repair;
 * more come from two. The newest row is omitted while a channel that has a sample just before has
 * none in it: it is still being written, and the next read finds it.
 *
 * <p>One thread reads; any thread may close. While it is open its channels cannot be deleted.
 */
public final class HistoryReader implements HistoryRows {

  private static final int MAX_CHUNK_SAMPLES = 100_000;

  /** Memory for the samples of one block, where their width is known. */
  static final long MAX_BLOCK_BYTES = 16L << 20;

  /** What a sample of variable width counts. */
  private static final int VARIABLE_SAMPLE_BYTES = 256;

  /** The first rows, read with one iterator. */
  private static final int SHARED_CHUNK_SAMPLES = 256;

  private static final long MAX_SHARED_BYTES = 64L << 10;

  /** How often a block is read again whose samples do not match its index. */
  private static final int MAX_REREADS = 2;

  private static final long UNKNOWN = Long.MIN_VALUE;

  private final Session session;
  private final IndexGroup group;
  private final InstantSource clock;
  private final List<Channel> dataChannels;
  private final IndexReader index;
  private final HistoryData data;
  private final TimeRange range;
  private volatile @Nullable WindowReader windows;
  private volatile boolean closed;
  private Omissions omissions = HistoryReader::refuse;
  private boolean incompleteToo;
  private boolean exhausted;

  /** The newest timestamp of all when the first window was opened, and the end of the range. */
  private long windowEndNanos = UNKNOWN;

  private final int plannedChunk;
  private boolean isNarrow;
  private int rereads;
  private long blockBytes;
  private int blockRows;
  private @Nullable LastRow lastRow;
  private long lastStamp;
  private int lastStampRows;

  HistoryReader(
      Session session, IndexGroup group, TimeRange range, int chunkSamples, InstantSource clock) {
    Channel indexChannel = HistoryBlock.indexOf(group);
    this.session = session;
    this.group = group;
    this.clock = clock;
    this.dataChannels =
        group.channels().stream().filter(c -> c.key() != indexChannel.key()).toList();
    this.range = range;
    this.data = new HistoryData(session, dataChannels);
    this.plannedChunk = boundedChunk(chunkSamples, dataChannels);
    // Smaller blocks are asked for because rows are wide.
    boolean isShared =
        plannedChunk >= SHARED_CHUNK_SAMPLES && isSmall(SHARED_CHUNK_SAMPLES, dataChannels);
    this.index =
        isShared
            ? new IndexReader(session, indexChannel, dataChannels, range, SHARED_CHUNK_SAMPLES)
            : new IndexReader(session, indexChannel, List.of(), range, plannedChunk);
  }

  /** Whether samples of known width are so small that they may be read once too often. */
  private static boolean isSmall(int rows, List<Channel> dataChannels) {
    long rowBytes = 0;
    for (Channel channel : dataChannels) {
      DataType type = channel.dataType();
      // A calculation computes each sample once per iterator, also if it is read once too often.
      if (type == null || type.isVariable() || channel.isCalculated()) {
        return false;
      }
      rowBytes += type.widthBytes();
    }
    return rows * rowBytes <= MAX_SHARED_BYTES;
  }

  /** Reads the newest row as well if it is incomplete: nobody writes it any more. */
  HistoryReader withIncompleteRow() {
    incompleteToo = true;
    return this;
  }

  private static void refuse(Channel channel, TimeStamp timestamp, SynnaxException refusal) {
    throw refusal;
  }

  @Override
  public void handleOmissions(Omissions handler) {
    omissions = handler;
  }

  /** Fewer samples in a chunk for wide groups. */
  static int boundedChunk(int chunkSamples, List<Channel> dataChannels) {
    long rowBytes = Long.BYTES;
    for (Channel channel : dataChannels) {
      DataType type = channel.dataType();
      rowBytes += type == null || type.isVariable() ? VARIABLE_SAMPLE_BYTES : type.widthBytes();
    }
    long most = Math.min(MAX_CHUNK_SAMPLES, Math.max(1, MAX_BLOCK_BYTES / rowBytes));
    return (int) Math.max(1, Math.min(chunkSamples, most));
  }

  /**
   * Reads the next block.
   *
   * @return its rows in order, at least one; null at the end of the range or of what is stored
   * @throws SynnaxException when the cluster fails or refuses, or its answers do not fit together;
   *     what came before stays valid
   */
  @Override
  public @Nullable List<Rows> next() throws InterruptedException {
    while (!exhausted) {
      List<Rows> rows = windows == null ? nextBlock() : nextWindow(windows);
      if (!rows.isEmpty()) {
        return rows;
      }
    }
    if (!closed) {
      finishAll();
      close();
    }
    return null;
  }

  private List<Rows> nextBlock() throws InterruptedException {
    List<Piece> pieces = index.next();
    if (index.isAmbiguous()) {
      windows = openWindows(pieces);
      return List.of();
    }
    exhausted = pieces.isEmpty();
    List<Rows> rows = exhausted ? List.of() : readBlock(pieces);
    if (!rows.isEmpty()) {
      remember(rows.get(rows.size() - 1));
      fitNextBlock();
    }
    return rows;
  }

  /** Reads on in windows of time, at first of the times of a chunk that automatic steps brought. */
  private WindowReader openWindows(List<Piece> pieces) throws InterruptedException {
    data.restart();
    index.closeIterator();
    boolean hasRows = lastStampRows > 0;
    TimeStamp from = hasRows ? new TimeStamp(lastStamp) : range.start();
    limitWindows();
    long width = 1;
    if (!pieces.isEmpty()) {
      width = new BlockIndex(pieces).times().end().nanos() - from.nanos();
    }
    WindowReader opened =
        new WindowReader(
            session,
            group,
            TimeRange.ofNanos(from.nanos(), Math.max(from.nanos(), windowEndNanos)),
            lastStampRows,
            width,
            plannedChunk,
            incompleteToo,
            clock);
    if (closed) {
      opened.close();
    }
    return opened;
  }

  /** What a writer adds from the first window on is for the next reading: this one has to end. */
  private void limitWindows() throws InterruptedException {
    if (windowEndNanos == UNKNOWN) {
      TimeStamp newest = IndexEnd.lastTimestamp(session, HistoryBlock.indexOf(group));
      long end = range.end().nanos();
      windowEndNanos =
          newest == null ? end : Math.min(end, Math.max(newest.nanos(), newest.nanos() + 1));
    }
  }

  private List<Rows> nextWindow(WindowReader reader) throws InterruptedException {
    List<Rows> rows = reader.next(omissions);
    if (rows.isEmpty()) {
      reader.finish();
      exhausted = true;
      return rows;
    }
    remember(rows.get(rows.size() - 1));
    if (reader.isClean()) {
      reader.close();
      windows = null;
      index.restart(new TimeStamp(lastStamp), lastStampRows, plannedChunk);
    }
    return rows;
  }

  private List<Rows> readBlock(List<Piece> pieces) throws InterruptedException {
    BlockIndex stamps = new BlockIndex(pieces);
    HistoryBlock block = pairOrReadSmaller(stamps);
    if (block == null) {
      return List.of();
    }
    if (isReadAgain(block, stamps.times())) {
      return List.of();
    }
    if (block.endsIncomplete(lastRow)) {
      // The writer may be between the commit of the index and that of its data.
      block = pairOrReadSmaller(stamps);
      if (block == null || isReadAgain(block, stamps.times())) {
        return List.of();
      }
    }
    rereads = 0;
    blockBytes = block.dataBytes();
    blockRows = stamps.rowCount();
    return completeRows(block, stamps.times().end());
  }

  /** The rows without the newest one, if that is still being written. */
  private List<Rows> completeRows(HistoryBlock block, TimeStamp end) throws InterruptedException {
    if (block.endsIncomplete(lastRow) && !incompleteToo && isNewest(end)) {
      exhausted = true;
      return withoutLastRow(block.rows());
    }
    lastRow = block.lastRow();
    return block.rows();
  }

  /** Whether the block is not certain and is read again; throws when that did not help. */
  private boolean isReadAgain(HistoryBlock block, TimeRange times) {
    if (block.rowsWithoutJoin() > 0) {
      isNarrow = true;
      readAgain(times, block.rowsWithoutJoin());
      return true;
    }
    if (block.isConsistent()) {
      return false;
    }
    if (rereads < MAX_REREADS) {
      rereads++;
      readAgain(times, index.chunkSamples());
      return true;
    }
    if (block.differsOnlyAtItsEdges()) {
      return false;
    }
    throw new SynnaxException(
        Code.MALFORMED,
        "the stored samples of index channel "
            + HistoryBlock.indexOf(group).shownName()
            + " and of its data channels do not fit together from "
            + times.start()
            + " on, also when they are read again; they may be changing, read them later");
  }

  /** Reads the block that starts there once more, with new iterators. */
  private void readAgain(TimeRange times, int newChunkSamples) {
    data.restart();
    boolean again = times.start().nanos() == lastStamp;
    index.restart(times.start(), again ? lastStampRows : 0, newChunkSamples);
  }

  /** Halves a block that does not fit into a message, down to one row; null if it is halved. */
  private @Nullable HistoryBlock pairOrReadSmaller(BlockIndex stamps) throws InterruptedException {
    try {
      return pair(stamps);
    } catch (SynnaxException e) {
      HistoryData.requireTooLarge(e);
      int rows = stamps.rowCount();
      if (rows <= 1) {
        data.restart();
        // The rows after this one may be small again.
        isNarrow = true;
        TimeStamp at = stamps.times().start();
        return block(
            stamps,
            data.readHalves(stamps.times(), e, (c, refusal) -> omissions.omit(c, at, refusal)));
      }
      isNarrow = false;
      readAgain(stamps.times(), rows / 2);
      return null;
    }
  }

  /**
   * The width of texts is only known when they come: later blocks take as much as planned. After a
   * narrow block twice as many rows are certain.
   */
  private void fitNextBlock() throws InterruptedException {
    if (exhausted) {
      return;
    }
    if (index.shared() != null) {
      if (blockRows < index.chunkSamples() / 2) {
        index.moveShared(new TimeStamp(lastStamp), lastStampRows);
      } else {
        resize(plannedChunk);
      }
      return;
    }
    if (blockBytes > MAX_BLOCK_BYTES) {
      isNarrow = false;
      double fitting = index.chunkSamples() * ((double) MAX_BLOCK_BYTES / blockBytes);
      resize((int) Math.max(1, fitting));
    } else if (isNarrow) {
      int wider = (int) Math.min(plannedChunk, 2L * index.chunkSamples());
      isNarrow = wider < plannedChunk;
      resize(wider);
    }
  }

  private void resize(int newChunkSamples) {
    data.restart();
    index.restart(new TimeStamp(lastStamp), lastStampRows, newChunkSamples);
  }

  /** A failure inside the server may show only at the end of the call. */
  private void finishAll() throws InterruptedException {
    index.finish();
    data.finish();
  }

  private HistoryBlock pair(BlockIndex stamps) throws InterruptedException {
    List<Frame> frames =
        dataChannels.isEmpty()
            ? List.of()
            : data.read(index.shared(), stamps.times(), index.chunkSamples());
    return block(stamps, frames);
  }

  private HistoryBlock block(BlockIndex stamps, List<Frame> frames) {
    return new HistoryBlock(group, stamps, frames, TimeStamp.of(clock.instant()).nanos());
  }

  /** Whether the index ends before that instant. */
  private boolean isNewest(TimeStamp after) throws InterruptedException {
    data.restart();
    // The length of the range must fit an int64.
    long reach = after.nanos() < 0 ? after.nanos() + Long.MAX_VALUE : Long.MAX_VALUE;
    TimeRange rest = TimeRange.ofNanos(after.nanos(), reach);
    try (FrameIterator probe =
        FrameIterator.open(session, List.of(HistoryBlock.indexOf(group)), rest, 1)) {
      return !probe.seekFirst();
    }
  }

  /** The next read begins after a timestamp, so rows that share the last one wait together. */
  static List<Rows> withoutLastRow(List<Rows> rows) {
    List<Rows> kept = new ArrayList<>(rows);
    Rows last = kept.get(kept.size() - 1);
    long stamp = last.timestampNanos(last.rowCount() - 1);
    while (!kept.isEmpty()) {
      last = kept.remove(kept.size() - 1);
      int row = last.rowCount();
      while (row > 0 && last.timestampNanos(row - 1) == stamp) {
        row--;
      }
      if (row > 0) {
        kept.add(row == last.rowCount() ? last : last.slice(0, row));
        return kept;
      }
    }
    return kept;
  }

  /** How many rows at the end share the last timestamp: a restart there leaves them out. */
  private void remember(Rows rows) {
    long stamp = rows.timestampNanos(rows.rowCount() - 1);
    int same = stamp == lastStamp ? lastStampRows : 0;
    int row = rows.rowCount() - 1;
    while (row >= 0 && rows.timestampNanos(row) == stamp) {
      row--;
    }
    int here = rows.rowCount() - 1 - row;
    lastStampRows = row >= 0 ? here : same + here;
    lastStamp = stamp;
  }

  /** Ends both iterators at once. Idempotent. */
  @Override
  public void close() {
    closed = true;
    index.close();
    data.close();
    WindowReader reader = windows;
    if (reader != null) {
      reader.close();
    }
  }
}
