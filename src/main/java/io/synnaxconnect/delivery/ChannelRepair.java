package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeStamp;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out which channels lack samples in rows that leave, and reads those from history. */
final class ChannelRepair {

  private final Position position;
  private final GroupGaps groupGaps;
  private final HistorySlot history;
  private final ChannelGaps gaps;
  private final @Nullable TimeStamp since;
  private IndexGroup group;
  private Set<Long> keys = Set.of();
  private Set<Long> requestedKeys = Set.of();
  private ChannelKeyRanges covered;

  ChannelRepair(
      IndexGroup group,
      SourceOffset start,
      Position position,
      GroupGaps groupGaps,
      HistorySlot history) {
    this.group = group;
    this.since = start.since();
    this.covered = start.channels();
    this.position = position;
    this.groupGaps = groupGaps;
    this.history = history;
    this.gaps = new ChannelGaps(groupGaps.timeoutNanos());
    start.gaps().stream()
        .filter(gap -> !gap.channels().isEmpty())
        .forEach(gap -> gaps.restore(gap, gap.openedAt().nanos()));
  }

  /** A stream begins. */
  void open(IndexGroup now, long nowNanos) {
    relist(now, nowNanos);
    gaps.wakeAll(nowNanos);
  }

  /** A channel that joins the group lacks everything since the connector first ran. */
  void relist(IndexGroup now, long nowNanos) {
    group = now;
    List<Long> carried = now.channels().stream().map(Channel::key).toList();
    keys = Set.copyOf(carried);
    gaps.retain(keys);
    if (position.isSet() && !covered.isEmpty()) {
      for (long key : keys) {
        if (!covered.contains(key)) {
          gaps.open(key, since == null ? position.next() : since.nanos(), nowNanos);
        }
      }
    }
    covered = ChannelKeyRanges.of(carried);
  }

  ChannelKeyRanges covered() {
    return covered;
  }

  List<Gap> toGaps() {
    return gaps.toGaps();
  }

  boolean areDormant() {
    return gaps.areDormant(position.nanos());
  }

  /** Frames were shed: they may have held samples of channels for which nobody asks any more. */
  void wakeAll(long nowNanos) {
    gaps.wakeAll(nowNanos);
  }

  void forgetReads(long receivedNanos) {
    gaps.forgetReads(receivedNanos);
  }

  /** Samples of these channels came without their timestamps. */
  void cameAlone(Collection<Long> channelKeys, long nowNanos) {
    for (long key : channelKeys) {
      if (keys.contains(key)) {
        gaps.open(key, position.next(), nowNanos);
        gaps.wake(key, nowNanos);
      }
    }
  }

  /** Rows came that leave next: what was read before may not hold all that lies before them. */
  void rowsCame() {
    gaps.forgetReadings();
    history.makeStale();
  }

  /**
   * Channels whose samples cannot leave with these rows, since earlier ones are still to be read;
   * null when those are few and the rows have to wait for them.
   */
  @Nullable Set<Long> behindIn(List<Rows> rows, long nowNanos) {
    Set<Long> behind = new HashSet<>();
    Set<Long> unread = new HashSet<>();
    for (long key : gaps.openIn(rows)) {
      if (gaps.isReadUpTo(key, position.nanos())) {
        gaps.end(key);
      } else if (gaps.isFarBehind(key) || isBlocked(key)) {
        behind.add(key);
        gaps.wake(key, nowNanos);
      } else {
        unread.add(key);
      }
    }
    if (unread.isEmpty()) {
      return behind;
    }
    if (history.isFree(nowNanos)) {
      request(gaps.lackingMost(unread));
    }
    return null;
  }

  /** Channels without a sample in the last of these rows begin to lack samples. */
  void openMissing(List<Rows> rows, long nowNanos) {
    if (rows.get(rows.size() - 1).columns().size() == keys.size()) {
      return;
    }
    if (rows.size() == 1
        && rows.get(0).columns().size() + gaps.size() == keys.size()
        && gaps.openIn(rows).isEmpty()) {
      // What is missing is known to be missing.
      return;
    }
    Map<Long, Long> lastSeen = RowFilter.lastSeen(rows);
    long last = RowFilter.greatest(rows);
    for (long key : keys) {
      long seen = lastSeen.getOrDefault(key, position.nanos());
      if (seen < last && !gaps.has(key)) {
        gaps.open(key, Position.after(seen), nowNanos);
      }
    }
  }

  /** Late live rows, without the samples that their channels' own gaps bring, or have brought. */
  List<Rows> ofLate(List<Rows> rows, long receivedNanos) {
    gaps.openIn(rows).forEach(key -> gaps.wake(key, receivedNanos));
    return RowFilter.withoutAt(rows, stamp -> gaps.leftOutAt(stamp, receivedNanos));
  }

  /**
   * Rows of a gap of the whole group, without the samples that are in channels' own gaps: these are
   * read behind it.
   *
   * @param openedNanos when the gap was opened
   */
  List<Rows> ofGap(List<Rows> rows, long openedNanos, long nowNanos) {
    gaps.openIn(rows).forEach(key -> gaps.readAnew(key, nowNanos));
    return RowFilter.withoutAt(rows, stamp -> gaps.leftOutOfGapAt(stamp, openedNanos));
  }

  /** Whether a gap of the whole group holds samples of a channel, and is repaired first. */
  private boolean isBlocked(long channelKey) {
    long start = gaps.startNanos(channelKey);
    return gaps.isBlocked(channelKey) && bound(start) <= position.nanos();
  }

  /** Where the first gap of the whole group begins, at the latest after the position. */
  private long bound(long fromNanos) {
    return groupGaps.boundAfter(fromNanos, position.next());
  }

  private void request(Set<Long> channelKeys) {
    long from = gaps.startNanos(channelKeys.iterator().next());
    List<Channel> channels =
        group.channels().stream().filter(c -> channelKeys.contains(c.key())).toList();
    requestedKeys = channelKeys;
    history.ask(Purpose.CHANNELS, new IndexGroup(group.index(), channels), from, position.next());
  }

  /** Asks for the channels that are due. */
  void look(long nowNanos) {
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

  /** What history has; null if there is nothing to hand over. */
  @Nullable Batch answer(HistoryRequest asked, HistoryAnswer answer, long nowNanos) {
    List<Rows> lacked = RowFilter.withoutAt(answer.rows(), this::notLackedAt);
    long bound = bound(asked.range().start().nanos());
    Set<Long> blocked = gaps.openIn(RowFilter.where(lacked, groupGaps::cover));
    gaps.block(requestedKeys, blocked);
    lacked = RowFilter.withoutAt(lacked, stamp -> stamp < bound ? Set.of() : blocked);
    Set<Long> unverified = gaps.unverified(gaps.openIn(lacked), nowNanos);
    List<Rows> rows =
        RowFilter.without(lacked, unverified).stream().filter(r -> !r.columns().isEmpty()).toList();
    Map<Long, Long> found = RowFilter.lastSeen(rows);
    for (long key : requestedKeys) {
      if (!unverified.contains(key)) {
        long end = blocked.contains(key) ? bound : asked.range().end().nanos();
        gaps.answered(key, found.containsKey(key), reading(end - 1, answer), nowNanos);
      }
    }
    if (rows.isEmpty()) {
      return null;
    }
    long first = RowFilter.smallest(rows);
    found.forEach((key, last) -> gaps.noteRead(key, first, last, answer.readNanos()));
    // They were asked for alone, yet a row has a place for every channel of its group.
    return Batch.ofChannels(requestedKeys, rows.stream().map(r -> r.of(group)).toList());
  }

  private ChannelGaps.Reading reading(long end, HistoryAnswer answer) {
    long last = RowFilter.greatest(answer.rows());
    boolean exhausted = answer.exhausted() || answer.rows().isEmpty() || last >= end;
    boolean whole = end >= position.nanos();
    return new ChannelGaps.Reading(exhausted, exhausted ? end : last, !history.isStale(), whole);
  }

  /** Channels that no longer lack their samples at a timestamp. */
  private Set<Long> notLackedAt(long stampNanos) {
    Set<Long> others = new HashSet<>(requestedKeys);
    others.removeAll(gaps.openAt(stampNanos));
    return others;
  }

  /** Samples of single channels left. */
  void moveBehind(Batch batch, List<Rows> block) {
    RowFilter.lastSeen(block)
        .forEach(
            (key, last) -> {
              if (batch.channelKeys().contains(key)) {
                gaps.moveBehind(key, last);
              }
            });
  }
}
