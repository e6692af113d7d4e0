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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
  private static final long MAX_BLOCK_BYTES = 16L << 20;

  /** What a sample of variable width counts. */
  private static final int VARIABLE_SAMPLE_BYTES = 256;

  /** The first rows, read with one iterator. */
  private static final int SHARED_CHUNK_SAMPLES = 256;

  private static final long MAX_SHARED_BYTES = 64L << 10;

  /** How often a block is read again whose samples do not match its index. */
  private static final int MAX_REREADS = 2;

  private final Session session;
  private final IndexGroup group;
  private final InstantSource clock;
  private final List<Channel> dataChannels;
  private final IndexReader index;
  private volatile @Nullable FrameIterator data;
  private volatile boolean closed;
  private Omissions omissions = HistoryReader::refuse;
  private boolean incompleteToo;
  private boolean exhausted;
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
      if (type == null || type.isVariable()) {
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
      List<Piece> pieces = index.next();
      if (index.omittedRows() > 0) {
        TimeStamp at = new TimeStamp(pieces.get(0).series().longAt(pieces.get(0).from()));
        omissions.omitRows(HistoryBlock.indexOf(group), at, index.omittedRows());
      }
      exhausted = pieces.isEmpty();
      List<Rows> rows = exhausted ? List.of() : readBlock(pieces);
      if (!rows.isEmpty()) {
        remember(rows.get(rows.size() - 1));
        fitNextBlock();
        return rows;
      }
    }
    if (!closed) {
      finishAll();
      close();
    }
    return null;
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
    closeData();
    boolean again = times.start().nanos() == lastStamp;
    index.restart(times.start(), again ? lastStampRows : 0, newChunkSamples);
  }

  /** Halves a block that does not fit into a message, down to one row; null if it is halved. */
  private @Nullable HistoryBlock pairOrReadSmaller(BlockIndex stamps) throws InterruptedException {
    try {
      return pair(stamps);
    } catch (SynnaxException e) {
      requireTooLarge(e);
      int rows = stamps.rowCount();
      if (rows <= 1) {
        closeData();
        // The rows after this one may be small again.
        isNarrow = true;
        return block(stamps, readHalves(dataChannels, stamps.times(), e));
      }
      isNarrow = false;
      readAgain(stamps.times(), rows / 2);
      return null;
    }
  }

  private static void requireTooLarge(SynnaxException failure) {
    if (failure.code() != Code.MESSAGE_TOO_LARGE) {
      throw failure;
    }
  }

  /** Reads a row that does not fit into a message in parts, down to single samples. */
  private List<Frame> readHalves(List<Channel> channels, TimeRange times, SynnaxException refusal)
      throws InterruptedException {
    if (channels.size() <= 1) {
      channels.forEach(channel -> omissions.omit(channel, times.start(), refusal));
      return List.of();
    }
    int half = channels.size() / 2;
    List<Frame> frames = new ArrayList<>(readPart(channels.subList(0, half), times));
    frames.addAll(readPart(channels.subList(half, channels.size()), times));
    return frames;
  }

  private List<Frame> readPart(List<Channel> channels, TimeRange times)
      throws InterruptedException {
    try (FrameIterator iterator = FrameIterator.open(session, channels, times, 1)) {
      return readData(iterator, channels, times);
    } catch (SynnaxException e) {
      requireTooLarge(e);
      return readHalves(channels, times, e);
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
    closeData();
    index.restart(new TimeStamp(lastStamp), lastStampRows, newChunkSamples);
  }

  /** A failure inside the server may show only at the end of the call. */
  private void finishAll() throws InterruptedException {
    index.finish();
    FrameIterator iterator = data;
    if (iterator != null) {
      iterator.finish();
    }
  }

  private HistoryBlock pair(BlockIndex stamps) throws InterruptedException {
    List<Frame> frames = dataChannels.isEmpty() ? List.of() : readData(stamps.times());
    return block(stamps, frames);
  }

  private HistoryBlock block(BlockIndex stamps, List<Frame> frames) {
    return new HistoryBlock(group, stamps, frames, TimeStamp.of(clock.instant()).nanos());
  }

  private List<Frame> readData(TimeRange times) throws InterruptedException {
    FrameIterator shared = index.shared();
    FrameIterator iterator = shared == null ? data : shared;
    if (iterator == null) {
      iterator = FrameIterator.open(session, dataChannels, times, index.chunkSamples());
      data = iterator;
      if (closed) {
        iterator.close();
      }
    }
    return readData(iterator, dataChannels, times);
  }

  private static List<Frame> readData(
      FrameIterator iterator, List<Channel> channels, TimeRange times) throws InterruptedException {
    long span = times.end().nanos() - times.start().nanos();
    // An overflow means more than 292 years.
    iterator.send(
        ToProto.setBounds(times),
        ToProto.seekFirst(),
        ToProto.next(span > 0 ? span : Long.MAX_VALUE));
    iterator.takeAcknowledgement();
    boolean found = iterator.takeAcknowledgement();
    List<Frame> frames = iterator.takeFrames();
    if (!found) {
      return List.of();
    }
    if (!containAll(frames, channels)) {
      iterator.checkStep();
    }
    return frames;
  }

  /** A channel that has no sample there brings nothing, and so does one whose reading failed. */
  private static boolean containAll(List<Frame> frames, List<Channel> channels) {
    Set<Long> found = new HashSet<>();
    for (Frame frame : frames) {
      for (int i = 0; i < frame.size(); i++) {
        found.add(frame.channelKeyAt(i));
      }
    }
    return channels.stream().allMatch(channel -> found.contains(channel.key()));
  }

  /** Whether the index ends before that instant. */
  private boolean isNewest(TimeStamp after) throws InterruptedException {
    closeData();
    // The length of the range must fit an int64.
    long reach = after.nanos() < 0 ? after.nanos() + Long.MAX_VALUE : Long.MAX_VALUE;
    TimeRange rest = TimeRange.ofNanos(after.nanos(), reach);
    try (FrameIterator probe =
        FrameIterator.open(session, List.of(HistoryBlock.indexOf(group)), rest, 1)) {
      return !probe.seekFirst();
    }
  }

  /** The next read begins after a timestamp, so rows that share the last one wait together. */
  private static List<Rows> withoutLastRow(List<Rows> rows) {
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

  private void closeData() {
    FrameIterator iterator = data;
    if (iterator != null) {
      iterator.close();
    }
    data = null;
  }

  /** Ends both iterators at once. Idempotent. */
  @Override
  public void close() {
    closed = true;
    index.close();
    FrameIterator iterator = data;
    if (iterator != null) {
      iterator.close();
    }
  }
}
