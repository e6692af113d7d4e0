package io.synnaxconnect.source.buffer;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;

/**
 * Stands in a group's queue where the stream, which goes on, began to carry other channels of the
 * group.
 *
 * @param group as the stream carries it from then on; as it was if nothing of it is left
 * @param deleted channels that the cluster no longer has
 */
public record ChannelsChanged(StreamSession session, IndexGroup group, List<Channel> deleted)
    implements BufferEntry {}
