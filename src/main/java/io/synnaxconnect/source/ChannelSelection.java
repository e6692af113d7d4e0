package io.synnaxconnect.source;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;

/** Which channels a user wants, and the groups they make. Pure. */
public final class ChannelSelection {

  /**
   * The groups of the chosen channels, in order of group key. A stored or calculated channel is
   * grouped under its index; a virtual channel without index is a group of its own.
   *
   * @param channels all channels of the cluster
   */
  public List<IndexGroup> groups(List<Channel> channels) {
    throw new UnsupportedOperationException("skeleton" + channels);
  }
}
