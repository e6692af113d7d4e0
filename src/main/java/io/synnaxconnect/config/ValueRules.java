package io.synnaxconnect.config;

import io.synnaxconnect.convert.TopicRules;
import io.synnaxconnect.source.channels.ChannelPatterns;
import io.synnaxconnect.telem.TimeStamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Rules of single keys that are more than a range or a list of words. */
final class ValueRules {

  private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

  static final ValueRule ADDRESS =
      ValueRule.of("host:port", value -> Address.problemOfList(value.toString()));

  static final ValueRule HOST_NAME =
      ValueRule.of("a host name", value -> hostNameProblem(value.toString()));

  static final ValueRule CERTIFICATES =
      ValueRule.of(
          "PEM file or PEM text",
          value -> problem(value.toString(), text -> Pem.requireCertificates(Pem.load(text))));

  static final ValueRule PRIVATE_KEY =
      ValueRule.of(
          "PEM file or PEM text",
          value -> problem(secret(value), text -> Pem.requirePrivateKey(Pem.load(text))));

  static final ValueRule PASSWORD_FILE =
      ValueRule.of("a file", value -> problem(value.toString(), FileValues::readPassword));

  static final ValueRule CHANNEL_PATTERNS =
      ValueRule.of(
          "names and regular expressions",
          value -> problem(value.toString(), ChannelPatterns::parse));

  static final ValueRule CHANNEL_KEYS =
      ValueRule.of("numbers", value -> problem(value.toString(), ValueRules::unsignedNumbers));

  static final ValueRule CONTROL_GROUPS =
      ValueRule.of(
          "numbers",
          value ->
              problem(
                  value.toString(),
                  text -> {
                    if (unsignedNumbers(text).contains(0L)) {
                      throw new IllegalArgumentException(
                          "contains 0, a group that cannot be excluded; remove it");
                    }
                  }));

  static final ValueRule START_FROM =
      ValueRule.of(
          "latest, earliest, an instant, an age such as -7d, or range:NAME",
          value ->
              problem(
                  value.toString(),
                  text -> {
                    if (!isStartWord(text) && age(text) == null && !isRange(text)) {
                      instant(
                          text,
                          "use latest, earliest, an age such as -7d, range:NAME, or an instant");
                    }
                  }));

  static final ValueRule STOP_AT =
      ValueRule.of(
          "an instant, or range:NAME",
          value ->
              problem(
                  value.toString(),
                  text -> {
                    if (!isRange(text)) {
                      instant(text, "use range:NAME or an instant");
                    }
                  }));

  static final ValueRule TOPIC_TEMPLATE =
      ValueRule.of("name, template, or rules", value -> problem(value.toString(), TopicRules::of));

  static final ValueRule TOPIC_NAME =
      ValueRule.of(
          "topic name",
          value ->
              value.toString().isEmpty() || TOPIC.matcher(value.toString()).matches()
                  ? null
                  : "is not a name that Kafka allows; use letters, digits, '.', '_' and '-', at"
                      + " most 249 of them");

  static final ValueRule HEARTBEAT_INTERVAL =
      ValueRule.of(
          "0, or 100 to 86400000",
          value -> {
            int millis = (Integer) value;
            return millis == 0 || (millis >= 100 && millis <= 86_400_000)
                ? null
                : "is out of range; use 0, or 100 to 86400000";
          });

  static final ValueRule THROTTLE_RATE =
      ValueRule.of(
          "0, or 0.001 to 10000",
          value -> {
            double rate = (Double) value;
            // NaN fails every comparison and is refused.
            return rate == 0 || (rate >= 0.001 && rate <= 10_000)
                ? null
                : "can crash a server; use 0, or 0.001 to 10000";
          });

  private static final Pattern HOST = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?");
  private static final Pattern AGE = Pattern.compile("-(\\d{1,10})([dhms])");

  /** So long ago there was no telemetry, and the instant still fits 64 bits of nanoseconds. */
  private static final Duration MAX_AGE = Duration.ofDays(36_500);

  private static final long UINT32_MAX = 0xffff_ffffL;

  private ValueRules() {}

  /**
   * Reads unsigned 32-bit numbers, comma separated.
   *
   * @throws IllegalArgumentException naming the entry, the reason and the remedy
   */
  static Set<Long> unsignedNumbers(String list) {
    Set<Long> numbers = new TreeSet<>();
    if (list.isBlank()) {
      return numbers;
    }
    for (String entry : list.split(",", -1)) {
      numbers.add(unsignedNumber(entry.strip()));
    }
    return numbers;
  }

  /**
   * Reads how long before now something is: {@code -7d}, {@code -12h}, {@code -90m} or {@code
   * -30s}.
   *
   * @return null if the text is not of this form
   */
  static @Nullable Duration age(String text) {
    Matcher matcher = AGE.matcher(text.strip());
    if (!matcher.matches()) {
      return null;
    }
    long count = Long.parseLong(matcher.group(1));
    Duration age =
        switch (matcher.group(2)) {
          case "d" -> Duration.ofDays(count);
          case "h" -> Duration.ofHours(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofSeconds(count);
        };
    return age.compareTo(MAX_AGE) > 0 ? null : age;
  }

  /** Whether a start is a word instead of an instant. */
  static boolean isStartWord(String start) {
    return Set.of("latest", "earliest").contains(ValueRule.lowerCase(start));
  }

  /** Whether a start or stop is an instant: later starts mean the same by it, without a cluster. */
  static boolean isFixed(String text) {
    return !isStartWord(text) && age(text) == null && NamedRange.nameIn(text) == null;
  }

  /**
   * Whether a value names a range.
   *
   * @throws IllegalArgumentException if the name is missing
   */
  private static boolean isRange(String text) {
    String name = NamedRange.nameIn(text);
    if (name != null && name.isEmpty()) {
      throw new IllegalArgumentException(
          "names no range; write its name after the colon, for example range:Hotfire 12");
    }
    return name != null;
  }

  private static long unsignedNumber(String entry) {
    String remedy = "use numbers from 0 to " + UINT32_MAX + ", comma separated";
    try {
      long number = Long.parseLong(entry);
      if (number < 0 || number > UINT32_MAX) {
        throw new IllegalArgumentException("has entry '" + entry + "' out of range; " + remedy);
      }
      return number;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "has entry '" + entry + "', which is not a number; " + remedy, e);
    }
  }

  /**
   * Reads an ISO-8601 instant.
   *
   * @throws IllegalArgumentException with reason and remedy
   */
  static TimeStamp instant(String text, String remedy) {
    try {
      return TimeStamp.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "is not an instant such as 2026-01-31T12:00:00Z, in UTC with date and time; " + remedy,
          e);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "is not an instant between the years 1677 and 2262; "
              + remedy
              + ", for example 2026-01-31T12:00:00Z",
          e);
    }
  }

  private static @Nullable String hostNameProblem(String name) {
    return name.isEmpty() || HOST.matcher(name).matches()
        ? null
        : "is not a host name; use the name in the cluster's certificate, without port";
  }

  private static String secret(Object value) {
    return ((Password) value).value();
  }

  /** The message of the exception that a reader throws, or null. Blank text is valid. */
  private static @Nullable String problem(String text, Consumer<String> reader) {
    if (text.isBlank()) {
      return null;
    }
    try {
      reader.accept(text);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
