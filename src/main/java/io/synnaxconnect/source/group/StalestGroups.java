package io.synnaxconnect.source.group;

import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.metrics.Gauges;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Publishes the lag of the groups with the oldest positions. Of Connect's poll thread alone; any
 * thread may read what is published.
 */
public final class StalestGroups {

  private static final long NEVER = Long.MIN_VALUE;

  private static final TaskMetric METRIC = TaskMetric.POSITION_LAG_MS;

  static final int SHOWN = 10;

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** While fewer are shown, because groups have no position yet. */
  private static final long SHORT_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * Groups that differ by less are equally stale, so that the selection does not change all the
   * time.
   */
  private static final long SAME_MILLIS = TimeUnit.SECONDS.toMillis(10);

  /** What is shown of one group. */
  private static final class Shown {
    private final TaskGroup group;
    private final Map<String, String> tags;
    private volatile long positionNanos;

    private Shown(TaskGroup group) {
      this.group = group;
      this.tags = tags(group);
      refresh();
    }

    private void refresh() {
      positionNanos = group.delivery().positionNanos();
    }

    private static Map<String, String> tags(TaskGroup group) {
      Map<String, String> tags = new LinkedHashMap<>();
      tags.put("index-key", Long.toString(group.group().indexKey()));
      tags.put("index", Objects.requireNonNull(group.group().index()).name());
      return tags;
    }
  }

  private final Gauges gauges;
  private final TaskEnvironment environment;
  private final Map<GroupId, Shown> shown = new HashMap<>();
  private long selectedNanos = NEVER;

  public StalestGroups(Gauges gauges, TaskEnvironment environment) {
    this.gauges = gauges;
    this.environment = environment;
  }

  /** Updates the positions that are shown, and at intervals which groups are shown. */
  void update(Collection<TaskGroup> groups, long nowNanos) {
    long pause = shown.size() < SHOWN ? SHORT_PAUSE_NANOS : PAUSE_NANOS;
    if (selectedNanos == NEVER || nowNanos - selectedNanos >= pause) {
      selectedNanos = nowNanos;
      select(groups, environment.wallNanos());
    }
    shown.values().forEach(Shown::refresh);
  }

  private void select(Collection<TaskGroup> groups, long wallNanos) {
    Comparator<TaskGroup> stalest =
        Comparator.comparingLong(
            group -> -lagMillis(group.delivery().positionNanos(), wallNanos) / SAME_MILLIS);
    List<TaskGroup> selected =
        groups.stream()
            .filter(group -> group.delivery().positionNanos() != Long.MIN_VALUE)
            .sorted(stalest.thenComparing(group -> !shown.containsKey(group.id())))
            .limit(SHOWN)
            .toList();
    replaceShown(selected);
  }

  private void replaceShown(List<TaskGroup> selected) {
    Map<GroupId, Shown> next = new HashMap<>();
    selected.forEach(group -> next.put(group.id(), new Shown(group)));
    // A group whose index was renamed has other tags, so it is shown as another group.
    shown.forEach(
        (id, old) -> {
          Shown same = next.get(id);
          if (same == null || !same.tags.equals(old.tags)) {
            gauges.hide(METRIC.metricName(), old.tags);
          } else {
            next.put(id, old);
          }
        });
    next.forEach(
        (id, one) -> {
          if (shown.get(id) != one) {
            show(one);
          }
        });
    shown.clear();
    shown.putAll(next);
  }

  private void show(Shown one) {
    gauges.show(
        METRIC.metricName(),
        METRIC.description(),
        one.tags,
        () -> lagMillis(one.positionNanos, environment.wallNanos()));
  }

  /** Timestamps can have any value: in milliseconds the difference cannot overflow. */
  private static long lagMillis(long positionNanos, long wallNanos) {
    long nowMillis = TimeUnit.NANOSECONDS.toMillis(wallNanos);
    return Math.max(0, nowMillis - TimeUnit.NANOSECONDS.toMillis(positionNanos));
  }
}
