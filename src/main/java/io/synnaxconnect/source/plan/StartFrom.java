package io.synnaxconnect.source.plan;

import io.synnaxconnect.telem.TimeStamp;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a connector begins that has delivered nothing yet.
 *
 * @param instant the first timestamp to deliver; null for what is written from now on
 * @param takenOver for clusters that took the place of another one: when that was last there
 */
public record StartFrom(@Nullable TimeStamp instant, Map<String, TimeStamp> takenOver) {

  /** What is written from the first start on. */
  public static final StartFrom LATEST = new StartFrom(null);

  /** Everything that is stored. */
  public static final StartFrom EARLIEST = new StartFrom(TimeStamp.MIN);

  /** Copies the map. */
  public StartFrom {
    takenOver = Map.copyOf(takenOver);
  }

  /** Knows of no cluster that took the place of another. */
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
