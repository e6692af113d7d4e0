package io.synnaxconnect.source;

import io.synnaxconnect.telem.TimeStamp;
import org.jspecify.annotations.Nullable;

/**
 * Where a connector begins that has delivered nothing yet.
 *
 * @param instant the first timestamp to deliver; null for what is written from now on
 */
public record StartFrom(@Nullable TimeStamp instant) {

  /** What is written from the first start on. */
  public static final StartFrom LATEST = new StartFrom(null);

  /** Everything that is stored. */
  public static final StartFrom EARLIEST = new StartFrom(TimeStamp.MIN);

  boolean isLatest() {
    return instant == null;
  }

  /** The instant itself, or now. */
  TimeStamp resolve(long nowNanos) {
    return instant == null ? new TimeStamp(nowNanos) : instant;
  }
}
