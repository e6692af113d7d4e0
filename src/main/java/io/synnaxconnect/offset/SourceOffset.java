package io.synnaxconnect.offset;

import io.synnaxconnect.telem.TimeStamp;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
 * @param holes where rows before the position may be stored later, oldest first
 */
public record SourceOffset(
    @Nullable TimeStamp position,
    @Nullable TimeStamp since,
    ChannelKeyRanges channels,
    List<Gap> gaps,
    List<Hole> holes) {

  static final String VERSION_FIELD = "v";
  static final String POSITION_FIELD = "position";
  static final String SINCE_FIELD = "since";
  static final String CHANNELS_FIELD = "channels";
  static final String GAPS_FIELD = "gaps";
  static final String HOLES_FIELD = "holes";

  private static final String VERSION = "1";
  private static final String SEPARATOR = ";";

  /** Copies the lists. */
  public SourceOffset {
    gaps = List.copyOf(gaps);
    holes = List.copyOf(holes);
  }

  /** An offset without holes. */
  public SourceOffset(
      @Nullable TimeStamp position,
      @Nullable TimeStamp since,
      ChannelKeyRanges channels,
      List<Gap> gaps) {
    this(position, since, channels, gaps, List.of());
  }

  /** The offset of a group that has delivered nothing yet. */
  public static SourceOffset startingAt(TimeStamp since, ChannelKeyRanges channels) {
    return new SourceOffset(null, since, channels, List.of());
  }

  /** This offset, with {@code instant} as {@code since} if it has none. */
  public SourceOffset orSince(TimeStamp instant) {
    return since == null ? new SourceOffset(position, instant, channels, gaps, holes) : this;
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
      map.put(GAPS_FIELD, encode(gaps, Gap::encode));
    }
    if (!holes.isEmpty()) {
      map.put(HOLES_FIELD, encode(holes, Hole::encode));
    }
    return Map.copyOf(map);
  }

  private static <T> String encode(List<T> parts, Function<T, String> encoder) {
    return parts.stream().map(encoder).collect(Collectors.joining(SEPARATOR));
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
            fields.readOr(GAPS_FIELD, List.of(), text -> decode(text, Gap::decode)),
            fields.readOr(HOLES_FIELD, List.of(), text -> decode(text, Hole::decode)));
    fields.refuseProblems();
    return offset;
  }

  private static <T> List<T> decode(String text, Function<String, T> decoder) {
    return Arrays.stream(text.split(SEPARATOR, -1)).map(decoder).toList();
  }
}
