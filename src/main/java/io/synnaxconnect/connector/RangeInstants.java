package io.synnaxconnect.connector;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.config.Settings;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.offset.InstantOffset;
import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.TimeStamp;
import io.synnaxconnect.validate.RangeSettings;
import io.synnaxconnect.validate.SelectionProblems.Problem;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instants of settings that name a range, found once: before the first start in the cluster,
 * later in the offsets that the tasks store. So nobody who changes a range changes a running
 * replay. The end of a range that is still open is followed until it is in the past.
 */
final class RangeInstants {

  private static final Logger LOG = LoggerFactory.getLogger(RangeInstants.class);

  private final SynnaxSourceConnectorConfig config;
  private final SynnaxCluster cluster;
  private final Supplier<OffsetStorageReader> stored;
  private final InstantSource clock;

  // Guarded by this.
  private Map<String, InstantOffset> found = Map.of();
  private boolean isFound;
  private String foundIn = "";
  private boolean deletionLogged;

  /** What the tasks have, null before their first configuration. */
  private @Nullable Map<String, InstantOffset> assigned;

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
   * @return whether the end of an open range is to be followed from now on
   * @throws ConnectException with a sentence for each range that cannot be used
   */
  boolean find(String clusterKey) {
    if (isFound()) {
      return false;
    }
    Map<String, InstantOffset> known = stored(clusterKey);
    List<Range> ranges = rangesBeside(known);
    RangeSettings settings =
        RangeSettings.of(config, instantsOf(known), ranges, TimeStamp.of(clock.instant()));
    if (!settings.problems().isEmpty()) {
      throw new ConnectException(
          settings.problems().stream().map(Problem::sentence).collect(Collectors.joining("\n")));
    }
    Map<String, InstantOffset> all = new HashMap<>(known);
    settings.instants().forEach((key, instant) -> all.putIfAbsent(key, new InstantOffset(instant)));
    Range open = settings.openStop();
    if (open != null) {
      all.put(Settings.STOP_AT, new InstantOffset(open.timeRange().end(), open.key()));
    }
    all.forEach((key, offset) -> log(key, offset, known.containsKey(key)));
    set(clusterKey, all);
    if (!ranges.isEmpty()) {
      // A range may have ended while nobody watched: tasks must not go past its end first.
      follow(clusterKey, ranges);
    }
    return isOpen();
  }

  /** The ranges of the cluster, none if nobody needs them. */
  private List<Range> rangesBeside(Map<String, InstantOffset> known) {
    boolean knowsAll = known.keySet().containsAll(config.namedRanges().keySet());
    boolean isFinal = known.values().stream().allMatch(offset -> offset.openRange() == null);
    if (knowsAll && isFinal) {
      return List.of();
    }
    try {
      return cluster.ranges().all();
    } catch (SynnaxException e) {
      if (knowsAll && !e.retriable()) {
        LOG.debug("Open range cannot be looked up: reason={}", e.getMessage());
        return List.of();
      }
      throw e;
    }
  }

  private void log(String key, InstantOffset offset, boolean isStored) {
    LOG.info(
        "Range means an instant: setting={} instant={} open={} stored={}",
        config.rangeSetting(key),
        offset.instant(),
        offset.openRange() != null,
        isStored);
  }

  private synchronized boolean isFound() {
    return isFound;
  }

  private synchronized void set(String clusterKey, Map<String, InstantOffset> instants) {
    found = instants;
    foundIn = clusterKey;
    isFound = true;
  }

  private Map<String, InstantOffset> stored(String clusterKey) {
    Map<Map<String, String>, String> keys = new HashMap<>();
    for (String key : config.namedRanges().keySet()) {
      keys.put(InstantOffset.partition(clusterKey, config.rangeSetting(key)), key);
    }
    Map<String, InstantOffset> known = new HashMap<>();
    stored
        .get()
        .offsets(keys.keySet())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                String key = Objects.requireNonNull(keys.get(partition));
                known.put(key, InstantOffset.fromMap(offset));
              }
            });
    return known;
  }

  private static Map<String, TimeStamp> instantsOf(Map<String, InstantOffset> offsets) {
    return offsets.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().instant()));
  }

  /**
   * Takes over the end of the range that is still open. A range that was deleted keeps its last
   * one.
   *
   * @param clusterKey of the cluster that has the ranges; another one than before says nothing
   */
  synchronized void follow(String clusterKey, Collection<Range> ranges) {
    InstantOffset stop = found.get(Settings.STOP_AT);
    String key = stop == null ? null : stop.openRange();
    if (stop == null || key == null || !clusterKey.equals(foundIn)) {
      return;
    }
    TimeStamp end = stop.instant();
    Range range = ranges.stream().filter(one -> one.key().equals(key)).findAny().orElse(null);
    if (range != null) {
      end = range.timeRange().end();
      deletionLogged = false;
    } else if (!deletionLogged) {
      deletionLogged = true;
      LOG.warn(
          "The range of stop.at was deleted while it was open, its last end stays valid:"
              + " setting={} rangeKey={} end={}",
          config.rangeSetting(Settings.STOP_AT),
          key,
          end);
    }
    boolean isOpen = end.compareTo(TimeStamp.of(clock.instant())) > 0;
    replace(stop, new InstantOffset(end, isOpen ? key : null));
  }

  private void replace(InstantOffset before, InstantOffset now) {
    if (now.equals(before)) {
      return;
    }
    LOG.info(
        "Range of stop.at has another end: setting={} before={} end={} open={}",
        config.rangeSetting(Settings.STOP_AT),
        before.instant(),
        now.instant(),
        now.openRange() != null);
    Map<String, InstantOffset> changed = new HashMap<>(found);
    changed.put(Settings.STOP_AT, now);
    found = changed;
  }

  /** Whether the end of {@code stop.at} may still change. */
  synchronized boolean isOpen() {
    InstantOffset stop = found.get(Settings.STOP_AT);
    return stop != null && stop.openRange() != null;
  }

  /** Whether the tasks have other instants. */
  synchronized boolean needsReconfiguration() {
    return assigned != null && !assigned.equals(found);
  }

  /** Adds the instants to the configurations of all tasks. */
  synchronized void addTo(Collection<Map<String, String>> configs) {
    assigned = found;
    configs.forEach(this::addToTask);
  }

  private void addToTask(Map<String, String> taskProperties) {
    found.forEach(
        (key, offset) -> {
          taskProperties.put(Settings.TASK_PREFIX + key, Long.toString(offset.instant().nanos()));
          if (offset.openRange() != null) {
            taskProperties.put(Settings.TASK_OPEN_RANGE, offset.openRange());
          }
        });
  }
}
