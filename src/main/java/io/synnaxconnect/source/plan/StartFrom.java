package io.synnaxconnect.source.plan;

import io.synnaxconnect.telem.TimeStamp;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a connector without stored offsets starts.
 *
 * @param instant the first timestamp to deliver; null for what is written from now on
 * @param replacements keys of clusters that replaced another one, with the instant at which the
 *     replaced cluster answered last
 * @param newGroups keys of groups that appeared while the connector ran: they start at their first
 *     stored row, however old it is
 */
public record StartFrom(
    @Nullable TimeStamp instant, Map<String, TimeStamp> replacements, Set<Long> newGroups) {

  /** Rows that are written after the first start. */
  public static final StartFrom LATEST = new StartFrom(null);

  /** All stored rows. */
  public static final StartFrom EARLIEST = new StartFrom(TimeStamp.MIN);

  /** Copies map and set. */
  public StartFrom {
    replacements = Map.copyOf(replacements);
    newGroups = Set.copyOf(newGroups);
  }

  /** No cluster has replaced another one, and no group has appeared. */
  public StartFrom(@Nullable TimeStamp instant) {
    this(instant, Map.of(), Set.of());
  }

  public boolean isLatest() {
    return instant == null;
  }

  /** The instant itself, or now. */
  public TimeStamp resolve(long nowNanos) {
    return instant == null ? new TimeStamp(nowNanos) : instant;
  }
}
