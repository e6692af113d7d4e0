package io.synnaxconnect.source.plan;

import io.synnaxconnect.client.ChannelSelector;
import io.synnaxconnect.source.channels.ChannelList;
import io.synnaxconnect.source.channels.GroupOwnership;
import io.synnaxconnect.source.channels.SelectionResult;
import io.synnaxconnect.source.runtime.TaskName;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a task has to do.
 *
 * @param name the name of the task
 * @param selection selects the groups to deliver from all channels of the cluster; for the reader
 *     thread only
 * @param tried selects the channels that the user may be denied to read, which are omitted then;
 *     empty if a denied channel is an error
 * @param exact names and keys to ask for if the user may not retrieve all channels
 * @param ownership which of these groups belong to this task
 * @param boundToCluster whether channels are selected by key, which means other channels in another
 *     cluster
 * @param options how the task reads, buffers and delivers
 */
public record TaskPlan(
    TaskName name,
    Function<ChannelList, SelectionResult> selection,
    Optional<Function<List<Channel>, List<Channel>>> tried,
    Optional<ChannelSelector> exact,
    GroupOwnership ownership,
    boolean boundToCluster,
    SourceTaskOptions options) {

  /** The groups of this task. */
  public List<IndexGroup> ownGroups(SelectionResult all) {
    return all.groups().stream().filter(ownership::owns).toList();
  }
}
