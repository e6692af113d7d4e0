package io.synnaxconnect.source;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What a task has to do.
 *
 * @param name which task it is
 * @param selection finds the groups of the chosen channels among all channels of the cluster
 * @param groupKeys this task's share of these groups, see {@link IndexGroup#groupKey}
 * @param options how it reads, buffers and hands over
 */
public record TaskPlan(
    TaskName name,
    Function<List<Channel>, List<IndexGroup>> selection,
    Set<Long> groupKeys,
    SourceTaskOptions options) {

  /** Copies the set. */
  public TaskPlan {
    groupKeys = Set.copyOf(groupKeys);
  }

  /** This task's groups among all channels of the cluster. */
  List<IndexGroup> ownGroups(List<Channel> channels) {
    return selection.apply(channels).stream()
        .filter(group -> groupKeys.contains(group.groupKey()))
        .toList();
  }
}
