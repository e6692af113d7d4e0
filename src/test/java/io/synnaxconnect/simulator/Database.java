package io.synnaxconnect.simulator;

import java.util.UUID;

/** What a server keeps on disk: it survives a restart, but not a wipe. */
record Database(String clusterKey, Channels channels, Storage storage, StoredRanges ranges) {

  static Database fresh(SimulatorSettings settings) {
    return new Database(
        UUID.randomUUID().toString(),
        new Channels(settings.nodes(), settings.licenceLimit(), settings.profile()),
        new Storage(settings.clock(), settings.retainedSamples()),
        new StoredRanges());
  }
}
