package io.synnaxconnect.source.reader;

import io.synnaxconnect.Sorted;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Rows.Column;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.Telemetry;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One of many groups as a cluster stores it: a number, a text, and a number that may lack. */
final class LifeGroup {

  private static final int KEYS_EACH = 10;

  final IndexGroup group;
  private final Channel index;

  /** In the order of time, with what was deleted or is not committed. */
  private final List<LifeRow> rows = new ArrayList<>();

  private boolean refused;

  LifeGroup(int number) {
    long key = KEYS_EACH * (number + 1L);
    this.index = Telemetry.channel(key, "timestamp", key);
    this.group =
        new IndexGroup(
            index,
            List.of(
                Telemetry.channel(key + 1, "int64", key),
                Telemetry.channel(key + 2, "string", key),
                Telemetry.channel(key + 3, "int64", key)));
  }

  /** Which of several groups has a channel. */
  static int numberOf(long channelKey) {
    return (int) (channelKey / KEYS_EACH) - 1;
  }

  /** The place of a data channel within its group, from 0 on. */
  static int placeOf(long channelKey) {
    return (int) (channelKey % KEYS_EACH) - 1;
  }

  long key() {
    return group.groupKey();
  }

  /** Whether the next failure of history is a refusal; true once. */
  boolean refuseOnce() {
    boolean isFirst = !refused;
    refused = true;
    return isFirst;
  }

  List<LifeRow> rows() {
    return rows;
  }

  void insert(LifeRow row) {
    rows.add(firstFrom(row.stampNanos + 1), row);
  }

  private int firstFrom(long stampNanos) {
    return Sorted.firstFrom(rows, row -> row.stampNanos, stampNanos);
  }

  /**
   * The first rows that are stored in a range, after one of them.
   *
   * @param mostBytes of text; a block that is larger is refused, and halved
   */
  List<LifeRow> stored(TimeRange range, @Nullable LifeRow after, int most, int mostBytes) {
    long end = range.end().nanos();
    int next = after == null ? firstFrom(range.start().nanos()) : placeAfter(after);
    List<LifeRow> fitting = new ArrayList<>();
    int size = 0;
    int bytes = 0;
    for (; next < rows.size() && size < most && rows.get(next).stampNanos < end; next++) {
      LifeRow row = rows.get(next);
      if (row.isStored()) {
        bytes += row.text.length;
        size++;
        if (bytes <= mostBytes || size == 1) {
          fitting.add(row);
        }
      }
    }
    while (size > 1 && size > fitting.size()) {
      size /= 2;
    }
    return fitting.subList(0, size);
  }

  private int placeAfter(LifeRow row) {
    int at = firstFrom(row.stampNanos);
    while (!rows.get(at).equals(row)) {
      at++;
    }
    return at + 1;
  }

  /** The series of consecutive rows of one region, the index first; each with its channel. */
  List<Column> seriesOf(List<LifeRow> run, Alignment alignment) {
    long[] stamps = run.stream().mapToLong(row -> row.stampNanos).toArray();
    long[] numbers = run.stream().mapToLong(row -> row.sequence).toArray();
    List<Column> series = new ArrayList<>();
    series.add(new Column(index, Telemetry.longs(DataType.TIMESTAMP, alignment, stamps), 0));
    Series values = Telemetry.longs(DataType.INT64, alignment, numbers);
    series.add(new Column(group.channels().get(0), values, 0));
    series.add(new Column(group.channels().get(1), texts(run, alignment), 0));
    if (run.get(0).width > 2) {
      series.add(new Column(group.channels().get(2), values, 0));
    }
    return series;
  }

  private static Series texts(List<LifeRow> run, Alignment alignment) {
    int bytes = run.stream().mapToInt(row -> Integer.BYTES + row.text.length).sum();
    ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    run.forEach(row -> data.putInt(row.text.length).put(row.text));
    return Series.variable(DataType.STRING, data.flip(), alignment, TimeRange.ZERO);
  }

  /**
   * Stored rows that follow each other in time, as history answers a request for some channels.
   *
   * @param withoutText rows whose text cannot be read
   */
  List<Rows> read(
      IndexGroup wanted, List<LifeRow> found, long readNanos, Predicate<LifeRow> withoutText) {
    List<Rows> answer = new ArrayList<>();
    int from = 0;
    Alignment place = found.isEmpty() ? Alignment.of(0, 0) : placeOf(found.get(0));
    while (from < found.size()) {
      LifeRow first = found.get(from);
      boolean lacksText = withoutText.test(first);
      int to = from + 1;
      while (to < found.size()
          && found.get(to).isLike(first)
          && withoutText.test(found.get(to)) == lacksText) {
        to++;
      }
      List<Column> series = seriesOf(found.subList(from, to), place);
      List<Column> data = new ArrayList<>();
      for (Column column : series) {
        boolean lacks = lacksText && column.channel().equals(group.channels().get(1));
        if (!lacks && wanted.channels().contains(column.channel())) {
          data.add(column);
        }
      }
      answer.add(Rows.indexed(wanted, series.get(0), data, to - from, readNanos));
      if (to < found.size()) {
        place =
            found.get(to).region == first.region
                ? Alignment.of(place.domain(), place.sample() + to - from)
                : Alignment.of(place.domain() + 1, 0);
      }
      from = to;
    }
    return answer;
  }

  /** With the alignments of history: regions are numbered in the order of time as of now. */
  private Alignment placeOf(LifeRow wanted) {
    long domain = -1;
    long sample = 0;
    long region = -1;
    for (LifeRow row : rows) {
      if (row.isStored()) {
        boolean same = row.region == region;
        domain += same ? 0 : 1;
        sample = same ? sample + 1 : 0;
        region = row.region;
      }
      if (row.equals(wanted)) {
        return Alignment.of(Math.max(0, domain), sample);
      }
    }
    throw new AssertionError("Not stored: " + wanted);
  }

  /** Whether any of some channels has a sample in a range. */
  boolean hasRows(Collection<Channel> channels, TimeRange range) {
    int first = channels.stream().mapToInt(channel -> placeOf(channel.key())).min().orElseThrow();
    long end = range.end().nanos();
    for (int at = firstFrom(range.start().nanos()); at < rows.size(); at++) {
      LifeRow row = rows.get(at);
      if (row.stampNanos >= end) {
        return false;
      }
      if (row.isStored() && row.width > first) {
        return true;
      }
    }
    return false;
  }

  /** Where rows can be stored before others: between two regions, or before the first. */
  List<TimeRange> holes(long minWidthNanos) {
    List<TimeRange> holes = new ArrayList<>();
    LifeRow before = null;
    for (LifeRow row : rows) {
      long from = before == null ? row.stampNanos - 1_000_000_000L : before.stampNanos + 1;
      boolean isEdge = before == null || before.region != row.region;
      if (isEdge && row.stampNanos - from >= minWidthNanos) {
        holes.add(TimeRange.ofNanos(from, row.stampNanos));
      }
      before = row;
    }
    return holes;
  }

  /** Whether a writer may write there: regions never overlap. */
  boolean isFree(long fromNanos, long toNanos, long region) {
    long from = fromNanos;
    for (LifeRow row : rows) {
      from = row.region == region ? Math.min(from, row.stampNanos) : from;
    }
    LifeRow before = null;
    for (LifeRow row : rows) {
      boolean inside = row.stampNanos >= from && row.stampNanos < toNanos;
      boolean around =
          before != null
              && before.region == row.region
              && before.stampNanos < from
              && row.stampNanos >= toNanos;
      if (row.region != region && (inside || around)) {
        return false;
      }
      before = row;
    }
    return true;
  }
}
