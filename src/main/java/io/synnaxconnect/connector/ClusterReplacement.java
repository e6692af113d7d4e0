package io.synnaxconnect.connector;

import io.synnaxconnect.config.Settings;
import io.synnaxconnect.source.channels.ChannelList;
import io.synnaxconnect.telem.TimeStamp;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers when another cluster took the place of the one before, for tasks that start later: they
 * begin there where the one before ended, as tasks that run all the time do.
 */
final class ClusterReplacement {

  private final InstantSource clock;
  private @Nullable String clusterKey;
  private @Nullable TimeStamp lastListed;
  private @Nullable TimeStamp since;

  ClusterReplacement(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes a list that was made just now. */
  synchronized void listed(ChannelList list) {
    if (clusterKey != null && !clusterKey.equals(list.clusterKey())) {
      since = lastListed;
    }
    clusterKey = list.clusterKey();
    lastListed = TimeStamp.of(clock.instant());
  }

  /** Tells a task; tells nothing while the cluster is the first one. */
  synchronized void addTo(Map<String, String> taskProperties) {
    if (clusterKey != null && since != null) {
      taskProperties.put(Settings.TASK_REPLACEMENT, clusterKey + "=" + since.nanos());
    }
  }
}
