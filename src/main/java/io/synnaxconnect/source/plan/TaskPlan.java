package io.synnaxconnect.source.plan;

import io.synnaxconnect.source.channels.GroupOwnership;
import io.synnaxconnect.source.channels.SelectionResult;
import io.synnaxconnect.source.runtime.TaskName;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;
import java.util.function.Function;

/**
 * What a task has to do.
 *
 * @param name which task it is
 * @param selection finds the groups of the chosen channels among all channels of the cluster; of
 *     the reader thread alone
 * @param ownership which of these groups are this task's
 * @param boundToCluster whether channels were chosen by key, which means others in another cluster
 * @param options how it reads, buffers and hands over
 */
public record TaskPlan(
    TaskName name,
    Function<List<Channel>, SelectionResult> selection,
    GroupOwnership ownership,
    boolean boundToCluster,
    SourceTaskOptions options) {

  /** This task's groups among all. */
  public List<IndexGroup> ownGroups(SelectionResult choice) {
    return choice.groups().stream().filter(ownership::owns).toList();
  }
}
