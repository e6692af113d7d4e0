package io.synnaxconnect.source.channels;

import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Assigns index groups to tasks. Pure: the order of the groups does not matter. */
public final class GroupAssignment {

  private GroupAssignment() {}

  /**
   * Assigns every group to exactly one task: the widest group first, each to the task with the
   * fewest channels so far. No two tasks differ by more channels than the widest group has.
   *
   * @param maxTasks at least 1
   * @return as many tasks as there are groups, at most {@code maxTasks}; the groups of each in
   *     order of group key
   */
  public static List<List<IndexGroup>> assign(List<IndexGroup> groups, int maxTasks) {
    List<IndexGroup> widestFirst = new ArrayList<>(groups);
    widestFirst.sort(
        Comparator.comparingInt(GroupAssignment::width)
            .reversed()
            .thenComparingLong(IndexGroup::groupKey));
    List<List<IndexGroup>> tasks = new ArrayList<>();
    int[] widths = new int[Math.min(maxTasks, groups.size())];
    for (int task = 0; task < widths.length; task++) {
      tasks.add(new ArrayList<>());
    }
    for (IndexGroup group : widestFirst) {
      int narrowest = narrowest(widths);
      tasks.get(narrowest).add(group);
      widths[narrowest] += width(group);
    }
    tasks.forEach(task -> task.sort(Comparator.comparingLong(IndexGroup::groupKey)));
    return tasks;
  }

  /** Number of channels that the task streams, with the index also if it is not selected. */
  static int width(IndexGroup group) {
    boolean addsIndex = group.index() != null && !group.channels().contains(group.index());
    return group.channels().size() + (addsIndex ? 1 : 0);
  }

  private static int narrowest(int[] widths) {
    int narrowest = 0;
    for (int task = 1; task < widths.length; task++) {
      if (widths[task] < widths[narrowest]) {
        narrowest = task;
      }
    }
    return narrowest;
  }
}
