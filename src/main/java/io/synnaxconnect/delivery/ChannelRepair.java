package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.Batch.Move;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the channels without samples in rows that are emitted, and reads their samples from
 * history. {@link ChannelGapState} says what happens to each of them.
 */
final class ChannelRepair {

  private final Position position;
  private final GroupGaps groupGaps;
  private final LateHoles holes;
  private final HistorySlot history;
  private final ChannelGaps gaps;
  private final LeftChannels left = new LeftChannels();
  private final LackingRows lacking;
  private final @Nullable TimeStamp since;
  private final boolean wholeRows;
  private IndexGroup group;
  private Map<Long, Channel> channels = Map.of();
  private ChannelKeyRanges covered;

  ChannelRepair(
      IndexGroup group,
      SourceOffset start,
      boolean wholeRows,
      Position position,
      GroupGaps groupGaps,
      LateHoles holes,
      HistorySlot history) {
    this.group = group;
    this.wholeRows = wholeRows;
    this.since = start.since();
    this.covered = start.channels();
    this.position = position;
    this.groupGaps = groupGaps;
    this.holes = holes;
    this.history = history;
    this.gaps = new ChannelGaps(groupGaps.timeoutNanos());
    this.lacking = new LackingRows(position, gaps, holes, left);
    start.gaps().stream()
        .filter(gap -> !gap.channels().isEmpty())
        .forEach(gap -> gaps.restore(gap, gap.openedAt().nanos()));
  }

  /** A stream was opened. */
  void open(IndexGroup now, long nowNanos) {
    relist(now, nowNanos);
    gaps.wakeAll(nowNanos);
  }

  /**
   * A channel that joins the group has a gap from when the connector first started, or from when it
   * left the group.
   */
  void relist(IndexGroup now, long nowNanos) {
    group = now;
    List<Long> carried = now.channels().stream().map(Channel::key).toList();
    channels = now.channels().stream().collect(Collectors.toMap(Channel::key, channel -> channel));
    if (position.isSet() && !covered.isEmpty()) {
      rememberLeft();
      long start = since == null ? position.next() : since.nanos();
      for (long key : channels.keySet()) {
        Long returned = left.remove(key);
        if (!covered.contains(key)) {
          gaps.open(key, returned == null ? start : returned, nowNanos);
          // What it lacks from there on belongs to its gap.
          holes.ofChannels().remove(Set.of(key), gaps.fromNanos(key), Long.MAX_VALUE);
        }
      }
    }
    gaps.retain(channels.keySet());
    covered = ChannelKeyRanges.of(carried);
    holes.ofChannels().forgetRead();
    lacking.endRun();
  }

  private void rememberLeft() {
    Set<Long> before = new HashSet<>(gaps.keys());
    before.addAll(covered.keys());
    before.removeAll(channels.keySet());
    for (long key : before) {
      long next = position.next();
      left.add(key, gaps.has(key) ? Math.min(next, gaps.fromNanos(key)) : next);
    }
  }

  ChannelKeyRanges covered() {
    return covered;
  }

  List<Gap> toGaps() {
    List<Gap> all = new ArrayList<>(gaps.toGaps());
    all.addAll(left.toGaps());
    return all;
  }

  /** Whether history is no longer asked for samples of single channels up to the position. */
  boolean areDormant() {
    return !position.isSet() || gaps.areDormant(position.nanos());
  }

  /** Frames were shed, perhaps with samples of channels for which history is no longer asked. */
  void wakeAll(long nowNanos) {
    gaps.wakeAll(nowNanos);
  }

  /** Asks history once more for every channel that lacks samples up to the position. */
  void askOnceMore(long nowNanos) {
    gaps.askOnceMore(position.nanos(), nowNanos);
  }

  /** Live rows came, the newest at a timestamp. */
  void passReads(long newestNanos, long receivedNanos) {
    gaps.passReads(newestNanos, receivedNanos);
  }

  /** Samples of these channels came without their timestamps. */
  void onSamplesWithoutIndex(Collection<Long> channelKeys, long nowNanos) {
    for (long key : channelKeys) {
      if (channels.containsKey(key)) {
        gaps.open(key, position.next(), nowNanos);
        gaps.wake(key, nowNanos);
      }
    }
  }

  /** Rows came that are emitted next: history may have more before them than was read. */
  void onNewRows() {
    gaps.onNewRows();
    history.makeStale();
  }

  /**
   * Channels whose samples are omitted from these rows because history has many before them; null
   * when history has few, and the rows wait for them.
   */
  @Nullable Set<Long> toOmitFrom(List<Rows> rows, long nowNanos) {
    Set<Long> omitted = new HashSet<>();
    Set<Long> awaited = new HashSet<>();
    Set<Long> ended = new HashSet<>();
    for (long key : gaps.openIn(rows)) {
      switch (gaps.admission(key, position.nanos(), this::groupGapAfter)) {
        case EMIT -> ended.add(key);
        case OMIT -> {
          omitted.add(key);
          gaps.wake(key, nowNanos);
        }
        case WAIT -> awaited.add(key);
      }
    }
    endGaps(ended, rows);
    if (awaited.isEmpty()) {
      return omitted;
    }
    if (history.isFree(nowNanos)) {
      request(gaps.earliest(awaited));
    }
    return null;
  }

  /** Rows that were emitted since a gap began lack the channel: it may still be written there. */
  private void endGaps(Set<Long> ended, List<Rows> rows) {
    Map<Long, Long> firstSeen = ended.isEmpty() ? Map.of() : RowFilter.firstSeen(rows);
    for (long key : ended) {
      long from = gaps.fromNanos(key);
      long first = Objects.requireNonNull(firstSeen.get(key));
      if (holes.isOn() && (position.nanos() >= from || RowFilter.minNanos(rows) < first)) {
        holes.ofChannels().add(Set.of(key), from, first);
      }
      gaps.end(key);
    }
  }

  /** Opens gaps for the channels without a sample in the last of these rows. */
  void openMissing(List<Rows> rows, long nowNanos) {
    if (rows.get(rows.size() - 1).columns().size() == channels.size()) {
      return;
    }
    if (rows.size() == 1
        && rows.get(0).columns().size() + gaps.size() == channels.size()
        && gaps.openIn(rows).isEmpty()) {
      // All channels without a sample have a gap.
      return;
    }
    Map<Long, Long> lastSeen = RowFilter.lastSeen(rows);
    long last = RowFilter.maxNanos(rows);
    for (long key : channels.keySet()) {
      long seen = lastSeen.getOrDefault(key, position.nanos());
      if (seen < last && !gaps.has(key)) {
        gaps.open(key, Position.after(seen), nowNanos);
      }
    }
  }

  /**
   * Opens gaps from the position on for the channels without a sample in the first rows after the
   * end of a replay: no row follows that would open them.
   */
  void openMissingBeforeEnd(List<Rows> afterEnd, long nowNanos) {
    Set<Long> seen = RowFilter.lastSeen(afterEnd).keySet();
    for (long key : channels.keySet()) {
      if (!seen.contains(key)) {
        gaps.open(key, position.next(), nowNanos);
      }
    }
  }

  /** Late live rows, without the samples that are emitted with their channels' own gaps. */
  List<Rows> withoutAlone(List<Rows> rows, long receivedNanos) {
    gaps.onLate(rows, receivedNanos);
    return RowFilter.withoutAt(rows, stamp -> gaps.emittedAloneAt(stamp, receivedNanos));
  }

  /**
   * Rows of a gap of the whole group, without the samples in channels' own gaps: these are read
   * after it.
   *
   * @param openedNanos when the gap was opened
   */
  List<Rows> withoutAloneInGap(List<Rows> rows, long openedNanos, long nowNanos) {
    gaps.openIn(rows).forEach(key -> gaps.onGroupGapFilled(key, nowNanos));
    return RowFilter.withoutAt(rows, stamp -> gaps.emittedAloneBeforeGapAt(stamp, openedNanos));
  }

  /** Late rows of a hole, without the samples in channels' own gaps: these are read after it. */
  List<Rows> withoutAloneInHole(List<Rows> rows, long nowNanos) {
    gaps.openIn(rows).forEach(key -> gaps.onGroupGapFilled(key, nowNanos));
    return RowFilter.withoutAt(rows, gaps::openAt);
  }

  /** Where the first gap of the whole group begins, at most after the position. */
  private long groupGapAfter(long fromNanos) {
    return groupGaps.boundAfter(fromNanos, position.next());
  }

  private void request(Set<Long> channelKeys) {
    long from = gaps.startNanos(channelKeys.iterator().next());
    List<Channel> asked =
        channelKeys.stream().sorted().map(channels::get).filter(Objects::nonNull).toList();
    gaps.onAsked(channelKeys);
    ask(
        new HistoryRequest(
            Purpose.CHANNELS,
            new IndexGroup(group.index(), asked),
            TimeRange.ofNanos(from, position.next())));
  }

  /** Asks history for single channels; with whole rows it reads the others with them. */
  void ask(HistoryRequest request) {
    history.ask(wholeRows ? request.reading(group) : request);
  }

  /** Asks history for the channels that are due. */
  void requestDue(long nowNanos) {
    Set<Long> due = gaps.due(nowNanos);
    if (due.isEmpty()) {
      return;
    }
    long from = gaps.startNanos(due.iterator().next());
    if (from < position.next()) {
      request(due);
    } else {
      gaps.postpone(due, nowNanos);
    }
  }

  /** What history has; null if there is nothing to emit. */
  @Nullable Batch answer(HistoryRequest asked, HistoryAnswer read, long nowNanos) {
    Set<Long> askedKeys = asked.channelKeys();
    HistoryAnswer answer = read.without(asked.companionKeys());
    List<Rows> missing = RowFilter.withoutAt(answer.rows(), at -> notMissingAt(askedKeys, at));
    Bound gap = atGroupGap(asked, missing);
    Bound hole = atHole(missing, nowNanos);
    List<Rows> found = RowFilter.withoutAt(RowFilter.withoutAt(missing, gap::keysAt), hole::keysAt);
    Set<Long> unverified = gaps.unverified(found, nowNanos);
    List<Rows> rows =
        RowFilter.without(found, unverified).stream().filter(r -> !r.columns().isEmpty()).toList();
    Map<Long, Long> lastSeen = RowFilter.lastSeen(rows);
    for (long key : askedKeys) {
      if (hole.keys().contains(key)) {
        gaps.onHole(key, nowNanos);
      } else if (!unverified.contains(key)) {
        boolean isBlocked = gap.keys().contains(key);
        long end = isBlocked ? gap.nanos() : asked.range().end().nanos();
        boolean isFound = lastSeen.containsKey(key);
        gaps.onRead(key, reading(isFound, isBlocked, Position.before(end), answer), nowNanos);
      }
    }
    if (holes.isOn()) {
      openHoles(lastSeen, asked, answer.rows());
    }
    if (rows.isEmpty()) {
      return null;
    }
    return whole(Batch.ofChannels(askedKeys, readAlone(rows, answer.readNanos())), read);
  }

  /** The gaps of channels are about to pass rows that lack them, up to a last timestamp each. */
  private void openHoles(Map<Long, Long> lastSeen, HistoryRequest asked, List<Rows> read) {
    Map<Long, Long> from = new HashMap<>();
    Set<Long> without = new HashSet<>();
    for (long key : lastSeen.keySet()) {
      from.put(key, gaps.fromNanos(key));
      if (asked.range().start().nanos() > gaps.fromNanos(key)) {
        // What was read before had none of its samples.
        without.add(key);
      }
    }
    for (Rows piece : read) {
      Set<Long> present = RowFilter.lastSeen(List.of(piece)).keySet();
      lastSeen.forEach(
          (key, last) -> {
            long start = Objects.requireNonNull(from.get(key));
            if (piece.greatestNanos() < start || piece.smallestNanos() > last) {
              return;
            }
            if (!present.contains(key)) {
              without.add(key);
              return;
            }
            if (without.remove(key)) {
              holes.ofChannels().add(Set.of(key), start, piece.smallestNanos());
            }
            from.put(key, Position.after(piece.greatestNanos()));
          });
    }
  }

  /** What history has in ranges that lack single channels; null if there is nothing to emit. */
  @Nullable Batch answerHoles(HistoryRequest asked, HistoryAnswer read) {
    Set<Long> askedKeys = asked.channelKeys();
    HistoryAnswer answer = read.without(asked.companionKeys());
    List<Rows> rows =
        RowFilter.withoutAt(answer.rows(), at -> notInHoleAt(askedKeys, at)).stream()
            .filter(piece -> !piece.columns().isEmpty())
            .toList();
    holes.onChannelsRead(asked, answer, askedKeys, !rows.isEmpty());
    if (rows.isEmpty()) {
      return null;
    }
    return whole(Batch.ofChannelHole(askedKeys, readAlone(rows, answer.readNanos())), read);
  }

  /** What history has of the other channels is emitted with them. */
  private Batch whole(Batch batch, HistoryAnswer read) {
    return wholeRows
        ? batch.completedBy(read.rows().stream().map(piece -> piece.of(group)).toList())
        : batch;
  }

  /** Channels that lack no sample at a timestamp, or whose row there is still to be emitted. */
  private Set<Long> notInHoleAt(Set<Long> askedKeys, long stampNanos) {
    if (holes.areAt(stampNanos)) {
      return askedKeys;
    }
    Set<Long> others = new HashSet<>(askedKeys);
    others.removeIf(
        key -> holes.ofChannels().cover(key, stampNanos) && !gaps.openAt(stampNanos).contains(key));
    return others;
  }

  /** Channels whose samples are not emitted from a timestamp on. */
  private record Bound(Set<Long> keys, long nanos) {

    Set<Long> keysAt(long timestampNanos) {
      return timestampNanos < nanos ? Set.of() : keys;
    }
  }

  /** Channels with samples in a gap of the whole group are read up to the first one. */
  private Bound atGroupGap(HistoryRequest asked, List<Rows> missing) {
    Set<Long> blocked = gaps.openIn(RowFilter.where(missing, groupGaps::cover));
    return new Bound(blocked, groupGapAfter(asked.range().start().nanos()));
  }

  /** Channels with samples in rows that were stored late wait until these rows are emitted. */
  private Bound atHole(List<Rows> missing, long nowNanos) {
    List<Rows> late =
        RowFilter.where(missing, at -> holes.cover(at, nowNanos) && !groupGaps.cover(at)).stream()
            .filter(piece -> !piece.columns().isEmpty())
            .toList();
    if (!late.isEmpty()) {
      holes.begin(nowNanos);
    }
    return new Bound(gaps.openIn(late), RowFilter.minNanos(late));
  }

  /**
   * Channels that were asked for, but have no gap at a timestamp, or whose samples there came late
   * since: the next answer has them all.
   */
  private Set<Long> notMissingAt(Set<Long> askedKeys, long stampNanos) {
    Set<Long> others = new HashSet<>(askedKeys);
    others.removeIf(key -> gaps.answers(key, stampNanos));
    return others;
  }

  private ChannelGap.Reading reading(
      boolean found, boolean blocked, long end, HistoryAnswer answer) {
    long last = RowFilter.maxNanos(answer.rows());
    boolean exhausted = answer.exhausted() || answer.rows().isEmpty() || last >= end;
    boolean whole = end >= position.nanos();
    long upTo = exhausted ? end : last;
    return new ChannelGap.Reading(found, exhausted, blocked, !history.isStale(), whole, upTo);
  }

  /** Rows that were read for single channels; a row has a place for every channel of its group. */
  private List<Rows> readAlone(List<Rows> rows, long readNanos) {
    for (long key : RowFilter.lastSeen(rows).keySet()) {
      gaps.addRead(key, RowFilter.having(rows, key), readNanos);
    }
    return rows.stream().map(r -> r.of(group)).toList();
  }

  /**
   * Rows are about to be emitted, and the holes still to be filled: finds the rows that lack
   * channels which have no gap there.
   */
  void pass(Batch batch, List<Rows> block) {
    if (batch.move().isOfChannels()) {
      lacking.endRun();
      holes.giveUpTooMany();
    } else if (holes.isOn()) {
      lacking.pass(batch.move(), block, channels.keySet());
    } else if (batch.move() != Move.POSITION) {
      left.passLate(RowFilter.minNanos(block));
    }
    holes.ofChannels().pass(block);
  }

  /** Samples of single channels were emitted. */
  void advancePast(Batch batch, List<Rows> block) {
    RowFilter.lastSeen(block)
        .forEach(
            (key, last) -> {
              if (batch.channelKeys().contains(key)) {
                gaps.advancePast(key, last);
              }
            });
  }
}
