package io.synnaxconnect.offset;

import io.synnaxconnect.telem.TimeStamp;
import java.time.DateTimeException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * The instant that a setting meant when the connector first started, as the offset of a separate
 * source partition: later starts use it, whatever has become of the range that the setting names.
 * While the range is open, the instant is its end as it was last known.
 *
 * @param openRange key of the range whose end is still awaited, null if the instant is final
 */
public record InstantOffset(TimeStamp instant, @Nullable String openRange) {

  private static final String CLUSTER_KEY = "cluster_key";
  private static final String INSTANT_OF = "instant_of";
  private static final String VERSION = "v";
  private static final String INSTANT = "instant";
  private static final String OPEN_RANGE = "open_range";

  /** An instant that does not change any more. */
  public InstantOffset(TimeStamp instant) {
    this(instant, null);
  }

  /**
   * The source partition of a setting, with its fields in the order that Connect's REST uses.
   *
   * @param setting key and value, as in {@code stop.at=range:Hotfire 12}
   */
  public static Map<String, String> partition(String clusterKey, String setting) {
    Map<String, String> map = new HashMap<>();
    map.put(CLUSTER_KEY, clusterKey);
    map.put(INSTANT_OF, setting);
    return Collections.unmodifiableMap(map);
  }

  /** Whether a source partition is one of these. */
  public static boolean isPartition(Map<String, ?> partition) {
    return partition.keySet().equals(Set.of(CLUSTER_KEY, INSTANT_OF));
  }

  /** The form that Connect stores. */
  public Map<String, String> toMap() {
    String nanos = Long.toString(instant.nanos());
    return openRange == null
        ? Map.of(VERSION, "1", INSTANT, nanos)
        : Map.of(VERSION, "1", INSTANT, nanos, OPEN_RANGE, openRange);
  }

  /**
   * Reads what {@link #toMap} wrote, and what a person set by hand with an ISO-8601 instant.
   *
   * @throws ConnectException with a sentence, for anything else
   */
  public static InstantOffset fromMap(Map<String, ?> map) {
    try {
      Object range = map.get(OPEN_RANGE);
      boolean isKnown = range == null ? map.size() == 2 : map.size() == 3;
      if (isKnown && "1".equals(map.get(VERSION)) && map.get(INSTANT) instanceof String text) {
        TimeStamp instant = OffsetFields.timeStamp(text);
        if (range == null || range instanceof String) {
          return new InstantOffset(instant, (String) range);
        }
      }
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw refusal(map, e);
    }
    throw refusal(map, null);
  }

  private static ConnectException refusal(Map<String, ?> map, @Nullable Throwable cause) {
    return new ConnectException(
        "offset "
            + map
            + " of a setting does not belong to this connector; set it to null, and the connector"
            + " looks its range up again",
        cause);
  }
}
