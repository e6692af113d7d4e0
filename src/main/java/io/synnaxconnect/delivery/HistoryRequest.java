package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeRange;
import java.util.List;
import java.util.Set;

/**
 * Which rows of a group are read from history next. A group has at most one request under way.
 *
 * @param purpose what the rows are for
 * @param group the group, with those of its channels whose samples are missing
 * @param range the times of the rows
 * @param others more ranges, for holes: the first range in which anything is stored is read
 * @param read the group with the channels that are read: the same, or all if rows have to be whole
 */
public record HistoryRequest(
    Purpose purpose, IndexGroup group, TimeRange range, List<TimeRange> others, IndexGroup read) {

  /** Copies the list. */
  public HistoryRequest {
    others = List.copyOf(others);
  }

  /** A request for one range. */
  public HistoryRequest(Purpose purpose, IndexGroup group, TimeRange range) {
    this(purpose, group, range, List.of());
  }

  /** A request that reads no other channels. */
  public HistoryRequest(
      Purpose purpose, IndexGroup group, TimeRange range, List<TimeRange> others) {
    this(purpose, group, range, others, group);
  }

  /** The same request for one range. */
  public HistoryRequest in(TimeRange one) {
    return new HistoryRequest(purpose, group, one, List.of(), read);
  }

  /** The same request, with other channels that are read beside those that are missing. */
  HistoryRequest reading(IndexGroup whole) {
    return new HistoryRequest(purpose, group, range, others, whole);
  }

  /** The keys of the channels whose samples are missing. */
  Set<Long> channelKeys() {
    return Set.copyOf(group.channels().stream().map(Channel::key).toList());
  }

  /** The keys of the channels that are read beside them. */
  Set<Long> companionKeys() {
    if (read.equals(group)) {
      return Set.of();
    }
    Set<Long> missing = channelKeys();
    return Set.copyOf(
        read.channels().stream().map(Channel::key).filter(key -> !missing.contains(key)).toList());
  }

  /** What rows are read for. */
  public enum Purpose {
    /** Rows after the position: the group waits for them. */
    FOLLOWING,
    /** The same before the end of a replay, when nobody writes there any more. */
    LAST,
    /** Rows of a gap: the group continues meanwhile. */
    GAP,
    /** Samples of single channels before the position. */
    CHANNELS,
    /** Rows that were stored before the position after it had passed them. */
    HOLES,
    /** The same for samples of single channels. */
    CHANNEL_HOLES;

    /** Whether no rows wait for the answer, so that every other request replaces this one. */
    public boolean isForHoles() {
      return this == HOLES || this == CHANNEL_HOLES;
    }

    /**
     * Whether the newest row is read although it lacks a channel that may still be written. Single
     * channels do not wait for each other, and a reading that omits samples says nothing of them.
     */
    public boolean withIncompleteRow() {
      return this == LAST || this == CHANNELS || this == CHANNEL_HOLES;
    }
  }
}
