package io.synnaxconnect.source.reader;

import io.synnaxconnect.source.channels.ChannelList;
import io.synnaxconnect.source.channels.ChannelMonitor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes lists of channels on to a task's reader. */
public final class ReaderChannels implements ChannelMonitor.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(ReaderChannels.class);

  private final FrameReader reader;

  public ReaderChannels(FrameReader reader) {
    this.reader = reader;
  }

  @Override
  public void onChannels(ChannelList list) {
    reader.follow(list);
  }

  @Override
  public boolean wantsList() {
    return reader.wantsList();
  }

  @Override
  public void onFailure(RuntimeException failure) {
    // The reader meets the same failure, and tells.
    LOG.debug("Channels are no longer followed", failure);
  }
}
