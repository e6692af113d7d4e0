package io.synnaxconnect.telem;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one index group: each has a timestamp and, for every column, one sample. The common form
 * of live and of stored samples. Immutable.
 *
 * <p>If a channel is absent in some rows, there are several {@code Rows}, so that within one every
 * column has a sample in every row.
 */
public final class Rows {

  /**
   * Samples of one channel, one per row.
   *
   * @param channel the channel
   * @param series contains the samples
   * @param firstSample the sample of row 0
   */
  public record Column(Channel channel, Series series, int firstSample) {

    /** Position in {@link #series} of the sample that belongs to {@code row}. */
    public int sampleOf(int row) {
      return firstSample + row;
    }

    /** The sample of a row, boxed as by {@link Series#valueAt}. */
    public Object valueAt(int row) {
      return series.valueAt(sampleOf(row));
    }
  }

  private final IndexGroup group;
  private final @Nullable Column timestamps;
  private final List<Column> columns;
  private final int rowCount;
  private final long receivedNanos;

  /** Computed by the first call, perhaps by two threads at once, with equal results. */
  private @Nullable Extent extent;

  /** The minimum and the maximum timestamp. */
  private record Extent(long smallestNanos, long greatestNanos) {}

  private Rows(
      IndexGroup group,
      @Nullable Column timestamps,
      List<Column> columns,
      int rowCount,
      long receivedNanos) {
    this.group = group;
    this.timestamps = timestamps;
    this.columns = List.copyOf(columns);
    this.rowCount = rowCount;
    this.receivedNanos = receivedNanos;
  }

  /**
   * Rows with their own timestamps.
   *
   * @param timestamps the index channel's samples
   * @param columns chosen channels that have a sample in every row, in order of channel key
   * @param receivedNanos when we received them, nanoseconds since the Unix epoch
   */
  public static Rows indexed(
      IndexGroup group, Column timestamps, List<Column> columns, int rowCount, long receivedNanos) {
    return new Rows(group, timestamps, columns, rowCount, receivedNanos);
  }

  /** Rows of a virtual channel without index. Their timestamp is the time of receipt. */
  public static Rows unindexed(IndexGroup group, Column column, int rowCount, long receivedNanos) {
    return new Rows(group, null, List.of(column), rowCount, receivedNanos);
  }

  /** The group that these rows belong to. */
  public IndexGroup group() {
    return group;
  }

  /** How many rows there are, at least 1 in rows that are passed on. */
  public int rowCount() {
    return rowCount;
  }

  /** The channels that have a sample in every row, in order of channel key; may be empty. */
  public List<Column> columns() {
    return columns;
  }

  /** The column of the channel with this name, or null if it has no sample in these rows. */
  public @Nullable Column get(String name) {
    return columns.stream().filter(c -> c.channel().name().equals(name)).findFirst().orElse(null);
  }

  /** How many samples all columns have together. */
  public int sampleCount() {
    return rowCount * columns.size();
  }

  /** Whether the timestamps are samples of an index, and not the time of receipt. */
  public boolean hasTimestamps() {
    return timestamps != null;
  }

  /** Timestamp of a row in nanoseconds since the Unix epoch. */
  public long timestampNanos(int row) {
    return timestamps == null
        ? receivedNanos
        : timestamps.series().longAt(timestamps.sampleOf(row));
  }

  /** Place of a row in the index, {@link Alignment#ZERO} if the timestamps are no samples. */
  public Alignment alignmentAt(int row) {
    return timestamps == null
        ? Alignment.ZERO
        : timestamps.series().alignmentAt(timestamps.sampleOf(row));
  }

  /** The minimum timestamp, {@link Long#MAX_VALUE} if there is no row. */
  public long smallestNanos() {
    return extent().smallestNanos();
  }

  /** The maximum timestamp, {@link Long#MIN_VALUE} if there is no row. */
  public long greatestNanos() {
    return extent().greatestNanos();
  }

  private Extent extent() {
    Extent computed = extent;
    if (computed == null) {
      long smallest = Long.MAX_VALUE;
      long greatest = Long.MIN_VALUE;
      for (int row = 0; row < rowCount; row++) {
        long nanos = timestampNanos(row);
        smallest = Math.min(smallest, nanos);
        greatest = Math.max(greatest, nanos);
      }
      computed = new Extent(smallest, greatest);
      extent = computed;
    }
    return computed;
  }

  /** Timestamps of the rows from {@code from} to before {@code to}: 8 bytes each, little-endian. */
  public byte[] timestampBytes(int from, int to) {
    if (timestamps != null) {
      return timestamps.series().bytesOf(timestamps.sampleOf(from), timestamps.sampleOf(to));
    }
    ByteBuffer bytes = ByteBuffer.allocate((to - from) * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putLong(receivedNanos);
    }
    return bytes.array();
  }

  /** Timestamp of a row. */
  public TimeStamp timeStampAt(int row) {
    return new TimeStamp(timestampNanos(row));
  }

  /** When we received these rows, in nanoseconds since the Unix epoch. */
  public long receivedNanos() {
    return receivedNanos;
  }

  /** The rows from {@code fromRow} to before {@code toRow}, as a view. */
  public Rows slice(int fromRow, int toRow) {
    if (fromRow < 0 || toRow > rowCount || fromRow > toRow) {
      throw new IndexOutOfBoundsException(fromRow + ".." + toRow + " of " + rowCount + " rows");
    }
    List<Column> moved = columns.stream().map(c -> shift(c, fromRow)).toList();
    Column stamps = timestamps == null ? null : shift(timestamps, fromRow);
    return new Rows(group, stamps, moved, toRow - fromRow, receivedNanos);
  }

  /** The same rows without the samples of some channels, as a view. */
  public Rows without(Set<Long> channelKeys) {
    List<Column> others =
        columns.stream().filter(c -> !channelKeys.contains(c.channel().key())).toList();
    return others.size() == columns.size()
        ? this
        : new Rows(group, timestamps, others, rowCount, receivedNanos);
  }

  /** The same rows as rows of a group with more channels, as a view. */
  public Rows of(IndexGroup whole) {
    return new Rows(whole, timestamps, columns, rowCount, receivedNanos);
  }

  /**
   * The same rows as rows of another group, whose index has the same timestamps, with the channels
   * of that group alone. As a view.
   */
  public Rows under(IndexGroup other) {
    Column own = Objects.requireNonNull(timestamps);
    Column stamps =
        new Column(Objects.requireNonNull(other.index()), own.series(), own.firstSample());
    List<Column> chosen = new ArrayList<>();
    for (Channel channel : other.channels()) {
      if (channel.key() == other.indexKey()) {
        chosen.add(stamps);
      }
      columns.stream().filter(c -> c.channel().key() == channel.key()).forEach(chosen::add);
    }
    return new Rows(other, stamps, chosen, rowCount, receivedNanos);
  }

  /** Whether these rows have samples of a channel. */
  public boolean has(long channelKey) {
    return columns.stream().anyMatch(column -> column.channel().key() == channelKey);
  }

  private static Column shift(Column column, int rows) {
    return new Column(column.channel(), column.series(), column.firstSample() + rows);
  }

  /** Counts only; never a sample. */
  @Override
  public String toString() {
    return "Rows[" + rowCount + " rows of " + columns.size() + " columns]";
  }
}
