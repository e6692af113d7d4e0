package io.synnaxconnect.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Which values of one key are valid. Every message starts with the key, because Connect's answer to
 * a refused connector does not name it, and names value, reason and remedy.
 */
public final class ValueRule implements ConfigDef.Validator {

  /** Checks one value. */
  @FunctionalInterface
  interface Rule {

    /** The rest of the sentence after the value: reason and remedy. Null if the value is valid. */
    @Nullable String problem(Object value);
  }

  private static final int MAX_QUOTED = 200;

  /** Whole numbers, both ends included. */
  record Range(long min, long max) {}

  private final String allowed;
  private final Rule rule;
  private final List<String> words;
  private final @Nullable Range range;

  private ValueRule(String allowed, Rule rule, List<String> words, @Nullable Range range) {
    this.allowed = allowed;
    this.rule = rule;
    this.words = words;
    this.range = range;
  }

  /** Values that a special rule checks; {@code allowed} describes them in the docs. */
  static ValueRule of(String allowed, Rule rule) {
    return new ValueRule(allowed, rule, List.of(), null);
  }

  /** All values of the type. */
  static ValueRule any(String allowed) {
    return of(allowed, value -> null);
  }

  /** Text or a secret that is not blank. */
  static ValueRule notBlank(String allowed) {
    return of(allowed, value -> text(value).isBlank() ? "is empty; set it" : null);
  }

  /** Whole numbers of a range, both ends included. */
  static ValueRule between(long min, long max) {
    return new ValueRule(
        min + " to " + max,
        value -> {
          long number = ((Number) value).longValue();
          return number >= min && number <= max
              ? null
              : "is out of range; use " + min + " to " + max;
        },
        List.of(),
        new Range(min, max));
  }

  /** The constants of an enum in lower case. */
  static <E extends Enum<E>> ValueRule oneOf(Class<E> type) {
    return oneOf(
        Arrays.stream(type.getEnumConstants()).map(ValueRule::word).toArray(String[]::new));
  }

  /** Some words, in lower case; a configuration may write them in any case. */
  static ValueRule oneOf(String... allowed) {
    List<String> words = List.of(allowed);
    return new ValueRule(
        String.join(", ", words),
        value ->
            words.contains(lowerCase(text(value)))
                ? null
                : "is unknown; use " + String.join(" or ", words),
        words,
        null);
  }

  /** How an enum constant is written in a configuration. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The enum constant that a configuration means by one of the allowed words. */
  static <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }

  /** The value as the rest of the code compares it: a word in lower case, all else as it is. */
  Object canonical(Object value) {
    return words.isEmpty() ? value : lowerCase(text(value));
  }

  /** Whether two values mean the same: no key has values that differ in case alone. */
  static boolean areSame(@Nullable Object one, @Nullable Object other) {
    return Objects.equals(one, other)
        || (one instanceof String text
            && other instanceof String otherText
            && text.equalsIgnoreCase(otherText));
  }

  static String lowerCase(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  private static String text(Object value) {
    return value instanceof Password secret ? secret.value() : value.toString();
  }

  @Override
  public void ensureValid(String key, @Nullable Object value) {
    // ConfigDef parsed it before; null means that it could not, which is reported elsewhere.
    if (value == null) {
      return;
    }
    String problem = rule.problem(value);
    if (problem != null) {
      throw new ConfigException(key + ": " + quoted(value) + problem);
    }
  }

  /** The value in quotes, shortened; empty if it is a secret, may contain one, or is long PEM. */
  public static String quoted(Object value) {
    String text = value.toString();
    boolean hidden =
        value instanceof Password
            || text.isBlank()
            || text.contains("-----BEGIN")
            || Address.mayHoldSecret(text);
    if (hidden) {
      return "";
    }
    return "'" + (text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "…" : text) + "' ";
  }

  /** The allowed words; empty if other values are allowed. */
  List<String> words() {
    return words;
  }

  /** The allowed numbers; null if they are not a range. */
  @Nullable Range range() {
    return range;
  }

  /** The allowed values, in the words of the docs. */
  @Override
  public String toString() {
    return allowed;
  }
}
