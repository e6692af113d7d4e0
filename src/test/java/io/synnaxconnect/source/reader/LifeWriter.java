package io.synnaxconnect.source.reader;

import io.synnaxconnect.delivery.Dice;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Rows.Column;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.Telemetry;
import java.util.ArrayList;
import java.util.List;

/** A session of a writer of one group: one region, samples in order. */
final class LifeWriter {

  enum Mode {
    /** Readable before it is streamed. */
    AUTO_COMMIT,
    /** Streamed before it is readable. */
    DELAYED_COMMIT,
    /** Never streamed. */
    PERSIST_ONLY,
    /** Neither streamed nor readable before the writer ends. */
    HELD_OPEN
  }

  private final LifeWorld world;
  private final LifeGroup group;
  private final LifeSettings settings;
  private final Mode mode;
  private final long region;
  private final int width;
  private final List<LifeRow> uncommitted = new ArrayList<>();
  private long nextSample;

  LifeWriter(LifeWorld world, LifeGroup group, LifeSettings settings, Mode mode) {
    this.world = world;
    this.group = group;
    this.settings = settings;
    this.mode = mode;
    this.region = world.nextRegion();
    this.width = world.dice.percent(80) ? 3 : 2;
  }

  LifeGroup group() {
    return group;
  }

  long region() {
    return region;
  }

  /** Writes some rows; returns the series that are streamed. */
  List<Column> write(long firstNanos, int count, long spacingNanos) {
    List<LifeRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(newRow(firstNanos + i * spacingNanos));
    }
    Alignment place = Alignment.of(Telemetry.DOMAIN + region, nextSample);
    nextSample += count;
    world.time.trace(
        () ->
            "write "
                + mode
                + " "
                + count
                + " from "
                + rows.get(0)
                + " in "
                + group.group.indexKey());
    if (mode == Mode.AUTO_COMMIT || mode == Mode.PERSIST_ONLY) {
      rows.forEach(row -> row.readable = true);
    } else {
      uncommitted.addAll(rows);
    }
    boolean streams = mode == Mode.AUTO_COMMIT || mode == Mode.DELAYED_COMMIT;
    return streams ? group.seriesOf(rows, place) : List.of();
  }

  private LifeRow newRow(long stampNanos) {
    Dice dice = world.dice;
    boolean isConvertible = !dice.percent(settings.badPercent);
    int padding = dice.between(0, settings.textBytes);
    return world.add(
        new LifeRow(
            group, stampNanos, world.nextSequence(), region, padding, isConvertible, width));
  }

  void commit() {
    uncommitted.forEach(row -> row.readable = true);
    uncommitted.clear();
  }

  /** The cluster refuses what was not committed. */
  void refuse() {
    uncommitted.clear();
  }

  /** One frame of what several writers have sent. */
  static Frame frame(List<Column> columns, int moreBytes) {
    long[] keys = columns.stream().mapToLong(column -> column.channel().key()).toArray();
    List<Series> series = columns.stream().map(Column::series).toList();
    int bytes = (int) series.stream().mapToLong(Series::dataBytes).sum();
    return Frame.of(keys, series, bytes + moreBytes);
  }
}
