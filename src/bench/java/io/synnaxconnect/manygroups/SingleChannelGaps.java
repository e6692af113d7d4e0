package io.synnaxconnect.manygroups;

import io.synnaxconnect.delivery.Batch;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.delivery.GroupListener;
import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.delivery.LiveRows;
import io.synnaxconnect.delivery.StoredGroup;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Hole;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Rows.Column;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.Telemetry;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * A group of 15,000 channels whose writers stop one after the other, so that each has a gap of its
 * own: what a block of the rest costs then, and how long the offset is. Without server or task.
 */
public final class SingleChannelGaps implements GroupsCase {

  private static final int CHANNELS = 15_000;

  /** How many channels stop at a time, not next to each other. */
  private static final int STOP_TOGETHER = 50;

  private static final int STEPS = CHANNELS / STOP_TOGETHER;
  private static final int BLOCKS = 8_000;
  private static final int WARM_UP_BLOCKS = 500;
  private static final double MAX_MILLIS = 1;
  private static final double MAX_KIBIBYTES = 64;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final Channel INDEX = Telemetry.channel(1, "timestamp", 1);

  private final IndexGroup group =
      new IndexGroup(
          INDEX,
          LongStream.range(0, CHANNELS + 1L)
              .mapToObj(i -> Telemetry.channel(2 + i, "float64", 1))
              .toList());

  /** The channel that is always written. */
  private final Channel last = group.channels().get(CHANNELS);

  private long nowNanos = 1_000 * SECOND;
  private long sample;

  @Override
  public List<Figure> measure(ServerProcess server) {
    StoredGroup stored = open();
    for (int step = 0; step <= STEPS; step++) {
      List<Channel> written = new ArrayList<>();
      for (int i = 0; i < CHANNELS; i++) {
        // The channels that stop together have other channels between them.
        if (i % STEPS >= step) {
          written.add(group.channels().get(i));
        }
      }
      written.add(last);
      emit(stored, written);
    }
    int gaps = stored.offset().gaps().stream().mapToInt(g -> g.channels().keys().size()).sum();
    for (int i = 0; i < WARM_UP_BLOCKS; i++) {
      emit(stored, List.of(last));
    }
    long[] nanos = new long[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
      long begun = System.nanoTime();
      emit(stored, List.of(last));
      nanos[i] = System.nanoTime() - begun;
    }
    Arrays.sort(nanos);
    double kibibytes = length(stored.offset().toMap()) / 1024.0;
    double mean = LongStream.of(nanos).average().orElseThrow() / 1e6;
    String of = gaps + " single-channel gaps: ";
    return List.of(
        Figure.atMost(MAX_KIBIBYTES, of + "offset", "%.1f KiB", kibibytes),
        Figure.atMost(MAX_MILLIS, of + "a block of one row, mean", "%.3f ms", mean),
        Figure.beside(of + "a block of one row, p99", "%.3f ms", nanos[BLOCKS * 99 / 100] / 1e6));
  }

  private StoredGroup open() {
    ChannelKeyRanges channels =
        ChannelKeyRanges.of(group.channels().stream().map(Channel::key).toList());
    SourceOffset start =
        new SourceOffset(new TimeStamp(nowNanos), new TimeStamp(5), channels, List.of());
    DeliveryOptions options =
        new DeliveryOptions(
            60 * SECOND, 30 * SECOND, 300 * SECOND, Long.MAX_VALUE, false, Long.MAX_VALUE);
    StoredGroup stored = new StoredGroup(group, start, options, new Unheard());
    stored.open(group, nowNanos);
    answerAll(stored);
    return stored;
  }

  /** One row comes live, is emitted, and what history is asked for because of it has nothing. */
  private void emit(StoredGroup stored, List<Channel> written) {
    nowNanos += SECOND / 100;
    Series index = Telemetry.longs(DataType.TIMESTAMP, sample, nowNanos);
    Series value = Telemetry.data(sample, 1);
    List<Column> columns = written.stream().map(c -> new Column(c, value, 0)).toList();
    Rows row = Rows.indexed(group, new Column(INDEX, index, 0), columns, 1, nowNanos);
    stored.frame(List.of(new LiveRows(index, List.of(row), nowNanos)), Set.of(), nowNanos);
    sample++;
    answerAll(stored);
  }

  private void answerAll(StoredGroup stored) {
    boolean more = true;
    while (more) {
      more = false;
      for (Batch batch = stored.batch(); batch != null; batch = stored.batch()) {
        stored.advance(batch, batch.rows());
        stored.offset().toMap();
        stored.handedOver(nowNanos);
      }
      HistoryRequest asked = stored.takeRequest();
      if (asked != null) {
        stored.answer(new HistoryAnswer(List.of(), true, nowNanos), nowNanos);
        more = true;
      }
    }
  }

  private static long length(Map<String, String> offset) {
    return offset.entrySet().stream()
        .mapToLong(entry -> entry.getKey().length() + entry.getValue().length())
        .sum();
  }

  /** Nobody reads what happens to the group. */
  private static final class Unheard implements GroupListener {
    @Override
    public void skipped(long rows) {}

    @Override
    public void recovered(long rows) {}

    @Override
    public void repaired(Gap gap) {}

    @Override
    public void unrecoverable(Gap gap) {}

    @Override
    public void late(long rows) {}

    @Override
    public void imported(long rows) {}

    @Override
    public void holeGivenUp(Hole hole) {}

    @Override
    public void shedLate() {}

    @Override
    public void stalled(long foundNanos) {}
  }
}
