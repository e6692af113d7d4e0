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
 * The index groups that the connector assigned to a task, as the offset of the task's status
 * records: at its next start the task sees whether the assignment has changed.
 *
 * @param groups the keys of its groups; none if the task finds them by itself
 * @param share the task's share of all groups, such as {@code 0/4}; empty if the connector assigned
 *     groups
 */
public record AssignmentOffset(ChannelKeyRanges groups, String share) {

  private static final String STREAM = "stream";
  private static final String STATUS = "status";
  private static final String TASK_ID = "task_id";
  private static final String VERSION = "v";

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
   * The source partition of a task's status records. Connect needs one for every record; with its
   * own partition such a record can never move the offset of a group.
   */
  public static Map<String, String> partition(String task) {
    // Connect compares stored partitions as text. Its REST interface turns them into hash maps, and
    // every hash map, whatever its size, has this order.
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
   * What has changed.
   *
   * @return a sentence, or null if nothing has changed
   */
  public @Nullable String changeSince(AssignmentOffset before) {
    if (equals(before)) {
      return null;
    }
    if (share.isEmpty() && before.share.isEmpty()) {
      return "The connector has assigned other index groups to the task: now "
          + groups.size()
          + named("added", minus(groups, before.groups))
          + named("removed", minus(before.groups, groups));
    }
    return "The connector has split the index groups again: the task now reads "
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
    String which = groups.isEmpty() ? "no group" : "the groups " + groups;
    return share.isEmpty() ? which : "share " + share;
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
   * @throws ConnectException with a sentence, for anything else
   */
  public static AssignmentOffset fromMap(Map<String, ?> map) {
    try {
      if (map.size() == 2 && "1".equals(map.get(VERSION))) {
        if (map.get(SHARE) instanceof String share && share.matches("\\d{1,9}/\\d{1,9}")) {
          return new AssignmentOffset(ChannelKeyRanges.NONE, share);
        }
        if (map.get(GROUPS) instanceof String groups) {
          return new AssignmentOffset(ChannelKeyRanges.parse(groups), "");
        }
      }
    } catch (IllegalArgumentException e) {
      throw refusal(map, e);
    }
    throw refusal(map, null);
  }

  private static ConnectException refusal(Map<String, ?> map, @Nullable Throwable cause) {
    return new ConnectException(
        "offset "
            + map
            + " of status records does not belong to this connector; set it to null to remove it",
        cause);
  }
}
