package io.synnaxconnect.connector;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.config.Settings;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.offset.InstantOffset;
import io.synnaxconnect.telem.TimeStamp;
import io.synnaxconnect.validate.RangeSettings;
import io.synnaxconnect.validate.SelectionProblems.Problem;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instants of settings that name a range, found once: before the first start in the cluster,
 * later in the offsets that the tasks store. So nobody who changes a range changes a running
 * replay.
 */
final class RangeInstants {

  private static final Logger LOG = LoggerFactory.getLogger(RangeInstants.class);

  private final SynnaxSourceConnectorConfig config;
  private final SynnaxCluster cluster;
  private final Supplier<OffsetStorageReader> stored;
  private final InstantSource clock;
  private Map<String, TimeStamp> found = Map.of();
  private boolean isFound;

  RangeInstants(
      SynnaxSourceConnectorConfig config,
      SynnaxCluster cluster,
      Supplier<OffsetStorageReader> stored,
      InstantSource clock) {
    this.config = config;
    this.cluster = cluster;
    this.stored = stored;
    this.clock = clock;
    this.isFound = config.namedRanges().isEmpty();
  }

  /**
   * Finds the instants, unless they are found.
   *
   * @throws ConnectException with a sentence for each range that cannot be used
   */
  void find(String clusterKey) {
    if (isFound()) {
      return;
    }
    Map<String, TimeStamp> known = stored(clusterKey);
    boolean knowsAll = known.keySet().containsAll(config.namedRanges().keySet());
    RangeSettings settings =
        RangeSettings.of(
            config,
            known,
            knowsAll ? List.of() : cluster.ranges().all(),
            TimeStamp.of(clock.instant()));
    if (!settings.problems().isEmpty()) {
      throw new ConnectException(
          settings.problems().stream().map(Problem::sentence).collect(Collectors.joining("\n")));
    }
    settings
        .instants()
        .forEach(
            (key, instant) ->
                LOG.info(
                    "Range means an instant: setting={} instant={} stored={}",
                    config.rangeSetting(key),
                    instant,
                    known.containsKey(key)));
    set(settings.instants());
  }

  private synchronized boolean isFound() {
    return isFound;
  }

  private synchronized void set(Map<String, TimeStamp> instants) {
    found = instants;
    isFound = true;
  }

  private Map<String, TimeStamp> stored(String clusterKey) {
    Map<Map<String, String>, String> keys = new HashMap<>();
    for (String key : config.namedRanges().keySet()) {
      keys.put(InstantOffset.partition(clusterKey, config.rangeSetting(key)), key);
    }
    Map<String, TimeStamp> known = new HashMap<>();
    stored
        .get()
        .offsets(keys.keySet())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                String key = Objects.requireNonNull(keys.get(partition));
                known.put(key, InstantOffset.fromMap(offset).instant());
              }
            });
    return known;
  }

  /** Adds the instants to the configuration of a task. */
  synchronized void addTo(Map<String, String> taskProperties) {
    found.forEach(
        (key, instant) ->
            taskProperties.put(Settings.TASK_PREFIX + key, Long.toString(instant.nanos())));
  }
}
