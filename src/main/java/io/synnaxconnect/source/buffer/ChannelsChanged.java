package io.synnaxconnect.source.buffer;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;

/**
 * The point in a group's queue at which the open stream began to carry other channels of the group.
 *
 * @param group as the stream carries it from then on; as it was if the stream carries none of it
 * @param deleted channels that the cluster no longer has
 */
public record ChannelsChanged(StreamSession session, IndexGroup group, List<Channel> deleted)
    implements BufferEntry {}
