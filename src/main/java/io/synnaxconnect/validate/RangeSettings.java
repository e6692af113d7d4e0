package io.synnaxconnect.validate;

import io.synnaxconnect.config.NamedRange;
import io.synnaxconnect.config.Settings;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.telem.ForeignText;
import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.TimeStamp;
import io.synnaxconnect.validate.SelectionProblems.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The instants of settings that name a range of the cluster. Pure. */
public final class RangeSettings {

  private final SynnaxSourceConnectorConfig config;
  private final Map<String, TimeStamp> instants;
  private final List<Problem> problems = new ArrayList<>();
  private @Nullable Range openStop;

  private RangeSettings(SynnaxSourceConnectorConfig config, Map<String, TimeStamp> known) {
    this.config = config;
    this.instants = new HashMap<>(known);
  }

  /**
   * Looks ranges up.
   *
   * @param known instants that need no range any more, by setting
   * @param all all ranges of the cluster
   */
  public static RangeSettings of(
      SynnaxSourceConnectorConfig config,
      Map<String, TimeStamp> known,
      Collection<Range> all,
      TimeStamp now) {
    RangeSettings settings = new RangeSettings(config, known);
    config
        .namedRanges()
        .forEach(
            (key, name) -> {
              if (!known.containsKey(key)) {
                settings.look(key, name, all, now);
              }
            });
    settings.compare();
    return settings;
  }

  private void look(String key, String name, Collection<Range> all, TimeStamp now) {
    try {
      Range range = NamedRange.find(name, all);
      boolean isStop = key.equals(Settings.STOP_AT);
      if (isStop && range.isOpenAt(now)) {
        openStop = range;
      }
      instants.put(key, isStop ? range.timeRange().end() : range.timeRange().start());
    } catch (IllegalArgumentException e) {
      problems.add(new Problem(key, "'range:" + ForeignText.name(name) + "' " + e.getMessage()));
    }
  }

  /** What {@link io.synnaxconnect.config.ParsedConfig} cannot compare without the ranges. */
  private void compare() {
    TimeStamp start = instants.getOrDefault(Settings.START_FROM, config.fixedStart());
    TimeStamp stop = instants.getOrDefault(Settings.STOP_AT, config.fixedStop());
    if (problems.isEmpty() && start != null && stop != null && stop.compareTo(start) <= 0) {
      problems.add(
          new Problem(
              Settings.STOP_AT,
              "means " + stop + ", which is not after start.from, " + start + "; set a later end"));
    }
  }

  /** The instants, by setting; not of those with a problem. */
  public Map<String, TimeStamp> instants() {
    return Map.copyOf(instants);
  }

  /** The range of {@code stop.at} if its end may still change. */
  public @Nullable Range openStop() {
    return openStop;
  }

  /** What is wrong with the ranges that the settings name. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }
}
