package io.synnaxconnect.delivery;

import static io.synnaxconnect.telem.Telemetry.FORCE;
import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static java.util.Objects.requireNonNull;

import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Hole;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Rows.Column;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.Telemetry;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A group in a test: one row is one number, and reports and emitted rows are sentences. */
final class TestGroup implements GroupListener {

  static final long SECOND = 1_000_000_000L;

  final List<String> reports = new ArrayList<>();
  final StoredGroup group;
  private @Nullable HistoryRequest underWay;
  private long nowNanos = 1_000 * SECOND;

  private TestGroup(SourceOffset start, long lateWindowNanos, long endNanos) {
    DeliveryOptions options =
        new DeliveryOptions(
            60 * SECOND, 30 * SECOND, 300 * SECOND, lateWindowNanos, false, endNanos);
    this.group = new StoredGroup(GROUP, start, options, this);
  }

  /** A group that has delivered everything up to a row, with its stream open. */
  static TestGroup openAt(long positionNanos) {
    return openAt(positionNanos, Long.MAX_VALUE);
  }

  /** Row 20 was emitted live, as sample 0. */
  static TestGroup joined() {
    TestGroup test = openAt(19);
    test.live(0, 20);
    test.emitted();
    return test;
  }

  static TestGroup openAt(long positionNanos, long endNanos) {
    ChannelKeyRanges channels = ChannelKeyRanges.of(List.of(PRESSURE.key(), FORCE.key()));
    TimeStamp at = new TimeStamp(positionNanos);
    TestGroup made = from(new SourceOffset(at, new TimeStamp(5), channels, List.of()), endNanos);
    made.open(GROUP);
    return made;
  }

  /** A group whose newest row is the last one before its first stream, which is open. */
  static TestGroup atNewest(long positionNanos) {
    ChannelKeyRanges channels = ChannelKeyRanges.of(List.of(PRESSURE.key(), FORCE.key()));
    TimeStamp at = new TimeStamp(positionNanos);
    TestGroup made =
        from(new SourceOffset(at, new TimeStamp(15), channels, List.of()), Long.MAX_VALUE);
    made.group.beginAtNewest();
    made.group.open(GROUP, made.nowNanos);
    return made;
  }

  static TestGroup from(SourceOffset start, long endNanos) {
    return new TestGroup(start, 0, endNanos);
  }

  /** A group that looks for rows that are stored late, up to so far before now. */
  static TestGroup looking(SourceOffset start, long lateWindowNanos) {
    return new TestGroup(start, lateWindowNanos, Long.MAX_VALUE);
  }

  /** The same, of a replay with an end. */
  static TestGroup lookingUpTo(long endNanos, SourceOffset start) {
    return new TestGroup(start, Long.MAX_VALUE, endNanos);
  }

  /** A stream with what was stored before it. */
  void open(IndexGroup carried, long... stored) {
    group.open(carried, nowNanos);
    history(stored);
  }

  /** A stream before which rows were stored, each of them in its own region. */
  void openWithRegions(long... stamps) {
    group.open(GROUP, nowNanos);
    requireNonNull(group.takeRequest(), "no request to history");
    List<Rows> rows = new ArrayList<>();
    for (int i = 0; i < stamps.length; i++) {
      Series index = Telemetry.longs(DataType.TIMESTAMP, Alignment.of(i, 0), stamps[i]);
      Column data = new Column(PRESSURE, Telemetry.data(0, 1), 0);
      rows.add(Rows.indexed(GROUP, new Column(TIME, index, 0), List.of(data), 1, 0));
    }
    group.answer(new HistoryAnswer(rows, true, nowNanos), nowNanos);
  }

  /** Rows of all channels come live. */
  void live(long sample, long... stamps) {
    liveOf(List.of(PRESSURE, FORCE), sample, stamps);
  }

  void liveOf(List<Channel> channels, long sample, long... stamps) {
    liveAt(Alignment.of(Telemetry.DOMAIN, sample), channels, stamps);
  }

  void liveAt(Alignment alignment, List<Channel> channels, long... stamps) {
    List<Rows> rows = List.of(rows(GROUP, channels, stamps));
    Series index = Telemetry.longs(DataType.TIMESTAMP, alignment, stamps);
    group.frame(List.of(new LiveRows(index, rows, nowNanos)), Set.of(), nowNanos);
  }

  /** History answers the request that is under way, with all it has in the range. */
  void history(long... stamps) {
    answer(requireNonNull(group.takeRequest(), "no request to history"), stamps);
  }

  /** History answers a request with all it has in the range. */
  void answer(HistoryRequest request, long... stamps) {
    List<Rows> rows =
        stamps.length == 0
            ? List.of()
            : List.of(rows(request.group(), request.group().channels(), stamps));
    group.answer(new HistoryAnswer(rows, true, nowNanos), nowNanos);
  }

  /** History answers the request that is under way, and has more. */
  void historyHasMoreThan(long... stamps) {
    HistoryRequest request = requireNonNull(group.takeRequest(), "no request to history");
    List<Rows> rows = List.of(rows(request.group(), request.group().channels(), stamps));
    group.answer(new HistoryAnswer(rows, false, nowNanos), nowNanos);
  }

  /** What is requested from history, for example {@code "GAP 31..50"}; "nothing" if nothing is. */
  String requested() {
    HistoryRequest request = group.takeRequest();
    return request == null
        ? "nothing"
        : request.purpose()
            + " "
            + request.range().start().nanos()
            + ".."
            + request.range().end().nanos();
  }

  /**
   * The holes that history is asked for, for example {@code "HOLES 1..5 8..9"}, in order of time.
   */
  String requestedHoles() {
    return underWay(requireNonNull(group.takeRequest(), "no request to history"));
  }

  /** A request that is answered next: what it asks for, in order of time. */
  String underWay(HistoryRequest request) {
    underWay = request;
    List<TimeRange> ranges = new ArrayList<>(List.of(request.range()));
    ranges.addAll(request.others());
    ranges.sort(Comparator.comparing(TimeRange::start));
    return request.purpose()
        + ranges.stream()
            .map(range -> " " + range.start().nanos() + ".." + range.end().nanos())
            .collect(Collectors.joining());
  }

  /** History answers {@link #requestedHoles} with the rows of one of the ranges. */
  void answerIn(long fromNanos, long toNanos, long... stamps) {
    HistoryRequest request = requireNonNull(underWay);
    List<Rows> rows = List.of(rows(request.group(), request.group().channels(), stamps));
    HistoryAnswer answer = new HistoryAnswer(rows, true, nowNanos);
    group.answer(answer.of(TimeRange.ofNanos(fromNanos, toNanos)), nowNanos);
  }

  /** History has nothing in {@link #requestedHoles}. */
  void answerNothing() {
    HistoryRequest request = requireNonNull(underWay);
    List<TimeRange> others = request.others();
    HistoryAnswer answer = new HistoryAnswer(List.of(), true, nowNanos);
    group.answer(others.isEmpty() ? answer : answer.of(others.get(others.size() - 1)), nowNanos);
  }

  void pass(long seconds) {
    nowNanos += seconds * SECOND;
    group.tick(nowNanos);
  }

  /** Hands over everything that is emitted: timestamps, with the channels if not all are there. */
  List<String> emitted() {
    List<String> emitted = new ArrayList<>();
    for (Batch batch = group.batch(); batch != null; batch = group.batch()) {
      for (Rows rows : batch.rows()) {
        String late = batch.arrival().isLate() ? " late" : "";
        for (int row = 0; row < rows.rowCount(); row++) {
          emitted.add(rows.timestampNanos(row) + channels(rows) + late);
        }
      }
      group.advance(batch, batch.rows());
      group.handedOver(nowNanos);
    }
    return emitted;
  }

  private static String channels(Rows rows) {
    List<String> names = rows.columns().stream().map(c -> c.channel().name()).toList();
    return names.size() >= 2 ? "" : " " + String.join(" ", names);
  }

  private static Rows rows(IndexGroup group, List<Channel> channels, long... stamps) {
    Column time = new Column(TIME, Telemetry.stamps(0, stamps), 0);
    Series data = Telemetry.data(0, stamps.length);
    List<Column> columns = channels.stream().map(c -> new Column(c, data, 0)).toList();
    return Rows.indexed(group, time, columns, stamps.length, 0);
  }

  long nowNanos() {
    return nowNanos;
  }

  @Override
  public void skipped(long rows) {
    reports.add("skipped " + rows);
  }

  @Override
  public void recovered(long rows) {
    reports.add("recovered " + rows);
  }

  @Override
  public void repaired(Gap gap) {
    reports.add("repaired " + gap.cause());
  }

  @Override
  public void unrecoverable(Gap gap) {
    reports.add("unrecoverable " + gap.cause() + " " + gap.sampleCount());
  }

  @Override
  public void late(long rows) {
    reports.add("late " + rows);
  }

  @Override
  public void imported(long rows) {
    reports.add("imported " + rows);
  }

  @Override
  public void holeGivenUp(Hole hole) {
    reports.add("given up " + hole);
  }

  @Override
  public void shedLate() {
    reports.add("shed late");
  }

  @Override
  public void stalled(long foundNanos) {
    reports.add("stalled");
  }
}
