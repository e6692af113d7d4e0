package io.synnaxconnect.source.buffer;

import io.synnaxconnect.telem.Calculation;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One opened stream: the cluster and the groups that it carries. Alignments can be compared only
 * within one. Immutable.
 */
public final class StreamSession {

  private final long number;
  private final String clusterKey;
  private final long openedNanos;
  private final List<IndexGroup> groups;
  private final Set<Long> groupKeys;
  private final long[] channelKeys;
  private final Channel[] channels;
  private final int[] groupSlots;
  private final Map<Long, Calculation> calculations;

  /**
   * A stream of all channels of some groups, their indexes included.
   *
   * @param number counts the streams of a task
   * @param openedNanos nanoseconds since the Unix epoch
   */
  public StreamSession(long number, String clusterKey, long openedNanos, List<IndexGroup> groups) {
    this(number, clusterKey, openedNanos, groups, Map.of());
  }

  /**
   * The same with groups of calculated channels.
   *
   * @param calculations what their values come from, by group key
   */
  public StreamSession(
      long number,
      String clusterKey,
      long openedNanos,
      List<IndexGroup> groups,
      Map<Long, Calculation> calculations) {
    this.calculations = Map.copyOf(calculations);
    this.number = number;
    this.clusterKey = clusterKey;
    this.openedNanos = openedNanos;
    this.groups = List.copyOf(groups);
    this.groupKeys = groups.stream().map(IndexGroup::groupKey).collect(Collectors.toSet());
    Map<Long, Integer> slots = new TreeMap<>();
    Map<Long, Channel> byKey = new TreeMap<>();
    for (int slot = 0; slot < groups.size(); slot++) {
      for (Channel channel : members(groups.get(slot))) {
        slots.put(channel.key(), slot);
        byKey.put(channel.key(), channel);
      }
    }
    this.channelKeys = byKey.keySet().stream().mapToLong(Long::longValue).toArray();
    this.channels = byKey.values().toArray(Channel[]::new);
    this.groupSlots = slots.values().stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<Channel> members(IndexGroup group) {
    List<Channel> members = new ArrayList<>(group.channels());
    if (group.index() != null) {
      members.add(group.index());
    }
    return members;
  }

  public long number() {
    return number;
  }

  public String clusterKey() {
    return clusterKey;
  }

  public long openedNanos() {
    return openedNanos;
  }

  public List<IndexGroup> groups() {
    return groups;
  }

  /** What the values of a group come from, null if it is not of a calculated channel. */
  public @Nullable Calculation calculation(long groupKey) {
    return calculations.get(groupKey);
  }

  /** Whether this stream carries a group. */
  public boolean serves(GroupId group) {
    return clusterKey.equals(group.clusterKey()) && groupKeys.contains(group.groupKey());
  }

  /** Every channel of the stream once, in order of key. */
  public List<Channel> channels() {
    return List.of(channels);
  }

  /** The channel of a key, or null if this stream does not carry it. */
  public @Nullable Channel channel(long channelKey) {
    int slot = Arrays.binarySearch(channelKeys, channelKey);
    return slot < 0 ? null : channels[slot];
  }

  /**
   * Shares a frame out to its groups; omits series of channels that the stream does not carry.
   *
   * @param receivedNanos when it was received, by the clock for durations
   * @param wallNanos the same by the wall clock
   */
  public List<GroupFrame> split(Frame frame, long receivedNanos, long wallNanos) {
    long[] slots = slotsAndPlaces(frame);
    List<GroupFrame> shares = new ArrayList<>(1);
    ReceivedFrame received = new ReceivedFrame(this, frame, receivedNanos, wallNanos);
    for (int from = 0; from < slots.length; ) {
      int to = from + 1;
      while (to < slots.length && groupSlot(slots[to]) == groupSlot(slots[from])) {
        to++;
      }
      int[] places = Arrays.stream(slots, from, to).mapToInt(slot -> (int) slot).toArray();
      shares.add(new GroupFrame(received, groups.get(groupSlot(slots[from])), places));
      from = to;
    }
    received.shareOut(shares.size());
    return shares;
  }

  /** Group and place of every series, the group in the upper half: sorted, groups are runs. */
  private long[] slotsAndPlaces(Frame frame) {
    long[] found = new long[frame.size()];
    int count = 0;
    for (int place = 0; place < found.length; place++) {
      int slot = Arrays.binarySearch(channelKeys, frame.channelKeyAt(place));
      if (slot >= 0) {
        found[count++] = (long) groupSlots[slot] << 32 | place;
      }
    }
    Arrays.sort(found, 0, count);
    return count == found.length ? found : Arrays.copyOf(found, count);
  }

  private static int groupSlot(long slotAndPlace) {
    return (int) (slotAndPlace >>> 32);
  }
}
