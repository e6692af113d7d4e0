package io.synnaxconnect.source.plan;

import io.synnaxconnect.telem.TimeStamp;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a connector without stored offsets starts.
 *
 * @param instant the first timestamp to deliver; null for what is written from now on
 * @param replacements keys of clusters that replaced another one, with the instant at which the
 *     replaced cluster answered last
 */
public record StartFrom(@Nullable TimeStamp instant, Map<String, TimeStamp> replacements) {

  /** Rows that are written after the first start. */
  public static final StartFrom LATEST = new StartFrom(null);

  /** All stored rows. */
  public static final StartFrom EARLIEST = new StartFrom(TimeStamp.MIN);

  /** Copies the map. */
  public StartFrom {
    replacements = Map.copyOf(replacements);
  }

  /** No cluster has replaced another one. */
  public StartFrom(@Nullable TimeStamp instant) {
    this(instant, Map.of());
  }

  public boolean isLatest() {
    return instant == null;
  }

  /** The instant itself, or now. */
  public TimeStamp resolve(long nowNanos) {
    return instant == null ? new TimeStamp(nowNanos) : instant;
  }
}
