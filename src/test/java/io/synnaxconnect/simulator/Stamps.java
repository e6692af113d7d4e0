package io.synnaxconnect.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Timestamps, to the millisecond, as the server's texts write them. */
final class Stamps {

  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 3, true)
          .appendLiteral('Z')
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT);

  private Stamps() {}

  static String format(long nanos) {
    return FORMAT.format(Instant.ofEpochSecond(0, nanos).truncatedTo(ChronoUnit.MILLIS));
  }

  /** A range; of its end only what differs from its start. */
  static String range(long start, long end) {
    ZonedDateTime from = Instant.ofEpochSecond(0, start).atZone(ZoneOffset.UTC);
    String first = from.format(SECONDS) + fraction(from.getNano()) + "Z";
    return first + " - " + end(from, end) + " (" + span(end - start) + ")";
  }

  private static String end(ZonedDateTime from, long end) {
    ZonedDateTime to = Instant.ofEpochSecond(0, end).atZone(ZoneOffset.UTC);
    String fraction = fraction(to.getNano());
    String first = from.format(SECONDS);
    String full = to.format(SECONDS);
    int[] begins = {0, 5, 11, 14};
    int[] ends = {4, 10, 13, 16};
    for (int i = 0; i < begins.length; i++) {
      if (!full.regionMatches(begins[i], first, begins[i], ends[i] - begins[i])) {
        return full.substring(begins[i]) + fraction;
      }
    }
    if (from.getSecond() != to.getSecond()) {
      return full.substring(16) + fraction;
    }
    return from.getNano() == to.getNano() ? full.substring(11) : "." + digits(to.getNano());
  }

  private static String fraction(int nanos) {
    return nanos == 0 ? "" : "." + digits(nanos);
  }

  private static String digits(int nanos) {
    if (nanos < 1_000) {
      return "%09d".formatted(nanos);
    }
    return nanos < 1_000_000
        ? "%06d".formatted(nanos / 1_000)
        : "%03d".formatted(nanos / 1_000_000);
  }

  /** A length of time with all its units. */
  static String span(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    Duration length = Duration.ofNanos(Math.abs(nanos));
    int fraction = length.toNanosPart();
    return Stream.of(
            nanos < 0 ? "-" : "",
            unit(length.toDays(), "d"),
            unit(length.toHoursPart(), "h"),
            unit(length.toMinutesPart(), "m"),
            unit(length.toSecondsPart(), "s"),
            unit(fraction / 1_000_000, "ms"),
            unit(fraction / 1_000 % 1_000, "µs"),
            unit(fraction % 1_000, "ns"))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private static String unit(long amount, String unit) {
    return amount == 0 ? "" : amount + unit;
  }
}
