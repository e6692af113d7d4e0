package io.synnaxconnect.connector;

import io.synnaxconnect.config.Settings;
import io.synnaxconnect.source.channels.ChannelList;
import io.synnaxconnect.telem.TimeStamp;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers when another cluster replaced the one before. Tasks that start later begin where the
 * replaced cluster ended, as running tasks do.
 */
final class ClusterReplacement {

  private final InstantSource clock;
  private @Nullable String clusterKey;
  private @Nullable TimeStamp lastList;
  private @Nullable TimeStamp replaced;

  ClusterReplacement(InstantSource clock) {
    this.clock = clock;
  }

  /** Compares the cluster of a new list with that of the list before. */
  synchronized void onChannels(ChannelList list) {
    if (clusterKey != null && !clusterKey.equals(list.clusterKey())) {
      replaced = lastList;
    }
    clusterKey = list.clusterKey();
    lastList = TimeStamp.of(clock.instant());
  }

  /** Adds the replacement to the configuration of a task, if there was one. */
  synchronized void addTo(Map<String, String> taskProperties) {
    if (clusterKey != null && replaced != null) {
      taskProperties.put(Settings.TASK_REPLACEMENT, clusterKey + "=" + replaced.nanos());
    }
  }
}
