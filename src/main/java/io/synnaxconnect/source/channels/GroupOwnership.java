package io.synnaxconnect.source.channels;

import io.synnaxconnect.offset.AssignmentOffset;
import io.synnaxconnect.telem.IndexGroup;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Which groups belong to a task. */
public sealed interface GroupOwnership {

  /** Whether a group belongs to this task. */
  boolean owns(IndexGroup group);

  /** Keys of groups that are assigned to this task and that the cluster does not have. */
  Set<Long> missing(Collection<IndexGroup> groups);

  /** What the connector assigned to the task, in the form that is stored as an offset. */
  AssignmentOffset assignment();

  /**
   * Groups that the connector has assigned to this task.
   *
   * @param groupKeys see {@link IndexGroup#groupKey}
   */
  record Listed(Set<Long> groupKeys) implements GroupOwnership {

    /** Copies the set. */
    public Listed {
      groupKeys = Set.copyOf(groupKeys);
    }

    @Override
    public boolean owns(IndexGroup group) {
      return groupKeys.contains(group.groupKey());
    }

    @Override
    public Set<Long> missing(Collection<IndexGroup> groups) {
      Set<Long> missing = new TreeSet<>(groupKeys);
      groups.forEach(group -> missing.remove(group.groupKey()));
      return missing;
    }

    @Override
    public AssignmentOffset assignment() {
      return AssignmentOffset.ofGroups(groupKeys);
    }
  }

  /**
   * The groups that this task wins by rendezvous hashing. The result is the same in every process
   * and does not depend on other groups, so that a group never moves between running tasks.
   *
   * @param task from 0
   * @param tasks how many tasks share the groups
   */
  record Shard(int task, int tasks) implements GroupOwnership {

    // Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014: the finalizer of
    // SplitMix64. Changing it moves groups between tasks.
    private static final long FIRST_FACTOR = 0xbf58476d1ce4e5b9L;
    private static final long SECOND_FACTOR = 0x94d049bb133111ebL;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    /** Throws {@link IllegalArgumentException} unless {@code 0 <= task < tasks}. */
    public Shard {
      if (task < 0 || task >= tasks) {
        throw new IllegalArgumentException("there is no task " + task + " of " + tasks);
      }
    }

    @Override
    public boolean owns(IndexGroup group) {
      return winner(group.groupKey()) == task;
    }

    private int winner(long groupKey) {
      int winner = 0;
      for (int other = 1; other < tasks; other++) {
        if (Long.compareUnsigned(weight(groupKey, other), weight(groupKey, winner)) > 0) {
          winner = other;
        }
      }
      return winner;
    }

    private static long weight(long groupKey, int task) {
      return mixed(mixed(groupKey + GOLDEN_GAMMA) + (task + 1) * GOLDEN_GAMMA);
    }

    private static long mixed(long value) {
      long first = (value ^ (value >>> 30)) * FIRST_FACTOR;
      long second = (first ^ (first >>> 27)) * SECOND_FACTOR;
      return second ^ (second >>> 31);
    }

    @Override
    public Set<Long> missing(Collection<IndexGroup> groups) {
      return Set.of();
    }

    @Override
    public AssignmentOffset assignment() {
      return AssignmentOffset.ofShare(task, tasks);
    }
  }
}
