package io.synnaxconnect.offset;

import io.synnaxconnect.telem.TimeStamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a stored offset and collects everything that is wrong with them. */
final class OffsetFields {

  static final Set<String> KNOWN =
      Set.of(
          SourceOffset.VERSION_FIELD,
          SourceOffset.POSITION_FIELD,
          SourceOffset.SINCE_FIELD,
          SourceOffset.CHANNELS_FIELD,
          SourceOffset.GAPS_FIELD,
          SourceOffset.HOLES_FIELD);

  private final Map<String, ?> map;
  private final List<String> problems = new ArrayList<>();

  /** Whether another version wrote it, whose other fields we know nothing about. */
  private boolean isForeign;

  OffsetFields(Map<String, ?> map) {
    this.map = map;
  }

  void requireKnownFields() {
    for (String unknown : new TreeSet<>(map.keySet())) {
      if (!isForeign && !KNOWN.contains(unknown)) {
        problems.add("The field " + unknown + " is unknown; remove it.");
      }
    }
  }

  void requireVersion(String version) {
    Object found = map.get(SourceOffset.VERSION_FIELD);
    if (!version.equals(found)) {
      isForeign = found != null;
      problems.add(
          "The offset's version v is "
              + (found == null ? "missing" : found)
              + ", but this connector reads version "
              + version
              + " as a string; install the connector that wrote it or reset the offset.");
    }
  }

  <T> T readOr(String field, T absent, Function<String, T> parser) {
    T value = read(field, absent, parser);
    return value == null ? absent : value;
  }

  <T> @Nullable T read(String field, @Nullable T absent, Function<String, T> parser) {
    Object value = map.get(field);
    if (value == null || isForeign) {
      return absent;
    }
    try {
      if (value instanceof String text) {
        return parser.apply(text);
      }
      // JSON tools round big numbers, so a number may already be wrong.
      problems.add("The field " + field + " must be a string, not " + value + ".");
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      problems.add("The field " + field + " cannot be " + value + ": " + e.getMessage() + ".");
    }
    return absent;
  }

  /** Nanoseconds since the Unix epoch as a decimal number, or an ISO-8601 instant. */
  static TimeStamp timeStamp(String text) {
    return text.matches("[+-]?\\d+")
        ? new TimeStamp(Long.parseLong(text))
        : TimeStamp.of(Instant.parse(text));
  }

  void refuseProblems() {
    if (!problems.isEmpty()) {
      throw new ConnectException("Source offset refused: " + String.join(" ", problems));
    }
  }
}
