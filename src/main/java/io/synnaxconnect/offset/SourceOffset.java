package io.synnaxconnect.offset;

import io.synnaxconnect.telem.TimeStamp;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * How far an index group was delivered. Connect stores it with the records, as a map of strings.
 *
 * @param position timestamp up to which every row was emitted; null before the first row, and if
 *     rows have no timestamps
 * @param since when the connector first started on this cluster; null in offsets that were set by
 *     hand
 * @param channels the channels that the position covers
 * @param gaps what is still missing before the position, oldest first
 */
public record SourceOffset(
    @Nullable TimeStamp position,
    @Nullable TimeStamp since,
    ChannelKeyRanges channels,
    List<Gap> gaps) {

  static final String VERSION_FIELD = "v";
  static final String POSITION_FIELD = "position";
  static final String SINCE_FIELD = "since";
  static final String CHANNELS_FIELD = "channels";
  static final String GAPS_FIELD = "gaps";

  private static final String VERSION = "1";
  private static final String GAP_SEPARATOR = ";";

  /** Copies the list. */
  public SourceOffset {
    gaps = List.copyOf(gaps);
  }

  /** The offset of a group that has delivered nothing yet. */
  public static SourceOffset startingAt(TimeStamp since, ChannelKeyRanges channels) {
    return new SourceOffset(null, since, channels, List.of());
  }

  /** This offset, with {@code instant} as {@code since} if it has none. */
  public SourceOffset orSince(TimeStamp instant) {
    return since == null ? new SourceOffset(position, instant, channels, gaps) : this;
  }

  /** The form that Connect stores: strings only, without empty fields. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(VERSION_FIELD, VERSION);
    if (position != null) {
      map.put(POSITION_FIELD, Long.toString(position.nanos()));
    }
    if (since != null) {
      map.put(SINCE_FIELD, Long.toString(since.nanos()));
    }
    if (!channels.isEmpty()) {
      map.put(CHANNELS_FIELD, channels.toString());
    }
    if (!gaps.isEmpty()) {
      map.put(GAPS_FIELD, encode(gaps));
    }
    return Map.copyOf(map);
  }

  private static String encode(List<Gap> gaps) {
    return gaps.stream().map(Gap::encode).collect(Collectors.joining(GAP_SEPARATOR));
  }

  /**
   * Reads what {@link #toMap} wrote, and what a person set by hand with an ISO-8601 instant.
   *
   * @throws ConnectException with a sentence per broken rule
   */
  public static SourceOffset fromMap(Map<String, ?> map) {
    OffsetFields fields = new OffsetFields(map);
    fields.requireVersion(VERSION);
    fields.requireKnownFields();
    SourceOffset offset =
        new SourceOffset(
            fields.read(POSITION_FIELD, null, OffsetFields::timeStamp),
            fields.read(SINCE_FIELD, null, OffsetFields::timeStamp),
            fields.readOr(CHANNELS_FIELD, ChannelKeyRanges.NONE, ChannelKeyRanges::parse),
            fields.readOr(GAPS_FIELD, List.of(), SourceOffset::decode));
    fields.refuseProblems();
    return offset;
  }

  private static List<Gap> decode(String gaps) {
    return Arrays.stream(gaps.split(GAP_SEPARATOR, -1)).map(Gap::decode).toList();
  }
}
