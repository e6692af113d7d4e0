package io.synnaxconnect.offset;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Which index groups a task was given, as the offset of the status records: so the next start of
 * the task knows whether the connector has given out others since.
 *
 * @param groups the keys of its groups; of none where the task finds them by itself
 * @param share which share of all groups is the task's, such as {@code 0/4}; empty where the
 *     connector gave it groups
 */
public record AssignmentOffset(ChannelKeyRanges groups, String share) {

  private static final String STREAM = "stream";
  private static final String STATUS = "status";
  private static final String TASK_ID = "task_id";
  private static final String VERSION = "v";

  /** More than any cluster has; a range that a hand wrote can name four billion. */
  private static final long MOST_GROUPS = 10_000_000;

  private static final String GROUPS = "groups";
  private static final String SHARE = "share";

  /** These groups; see {@link io.synnaxconnect.telem.IndexGroup#groupKey}. */
  public static AssignmentOffset ofGroups(Collection<Long> groupKeys) {
    return new AssignmentOffset(ChannelKeyRanges.of(groupKeys), "");
  }

  /** One of {@code tasks} equal shares, from 0. */
  public static AssignmentOffset ofShare(int task, int tasks) {
    return new AssignmentOffset(ChannelKeyRanges.NONE, task + "/" + tasks);
  }

  /**
   * The source partition of a task's status records. Connect wants one for every record; with one
   * of its own such a record can never move the offset of a group.
   */
  public static Map<String, String> partition(String task) {
    // Connect compares stored partitions as text: this is the order of every hash map, whatever its
    // size, to which Connect's REST interface turns them.
    Map<String, String> map = new LinkedHashMap<>();
    map.put(STREAM, STATUS);
    map.put(TASK_ID, task);
    return Collections.unmodifiableMap(map);
  }

  /** Whether a source partition is one of these. */
  public static boolean isPartition(Map<String, ?> partition) {
    return partition.keySet().equals(Set.of(STREAM, TASK_ID))
        && STATUS.equals(partition.get(STREAM))
        && partition.get(TASK_ID) instanceof String task
        && task.matches("0|[1-9]\\d{0,8}");
  }

  /**
   * What is different now.
   *
   * @return a sentence for people, or null if nothing is
   */
  public @Nullable String changeSince(AssignmentOffset before) {
    if (equals(before)) {
      return null;
    }
    if (share.isEmpty() && before.share.isEmpty()) {
      return "The connector has given the task other index groups: now "
          + groups.size()
          + named("came", minus(groups, before.groups))
          + named("left", minus(before.groups, groups));
    }
    return "The connector has shared out the index groups anew: the task now reads "
        + text()
        + ", before "
        + before.text();
  }

  private static ChannelKeyRanges minus(ChannelKeyRanges some, ChannelKeyRanges others) {
    TreeSet<Long> rest = new TreeSet<>(some.keys());
    others.keys().forEach(rest::remove);
    return ChannelKeyRanges.of(rest);
  }

  private static String named(String what, ChannelKeyRanges keys) {
    return keys.isEmpty() ? "" : ", " + what + " " + keys;
  }

  private String text() {
    String given = groups.isEmpty() ? "no group" : "the groups " + groups;
    return share.isEmpty() ? given : "share " + share;
  }

  /** The form that Connect stores. */
  public Map<String, String> toMap() {
    return share.isEmpty()
        ? Map.of(VERSION, "1", GROUPS, groups.toString())
        : Map.of(VERSION, "1", SHARE, share);
  }

  /**
   * Reads what {@link #toMap} wrote.
   *
   * @throws ConnectException with a sentence for all else
   */
  public static AssignmentOffset fromMap(Map<String, ?> map) {
    try {
      if (map.size() == 2 && "1".equals(map.get(VERSION))) {
        if (map.get(SHARE) instanceof String share && share.matches("\\d{1,9}/\\d{1,9}")) {
          return new AssignmentOffset(ChannelKeyRanges.NONE, share);
        }
        if (map.get(GROUPS) instanceof String groups) {
          ChannelKeyRanges keys = ChannelKeyRanges.parse(groups);
          if (keys.size() <= MOST_GROUPS) {
            return new AssignmentOffset(keys, "");
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw refusal(map, e);
    }
    throw refusal(map, null);
  }

  private static ConnectException refusal(Map<String, ?> map, @Nullable Throwable cause) {
    return new ConnectException(
        "offset " + map + " of status records is none of this connector; remove it (null)", cause);
  }
}
