package io.synnaxconnect.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * What a value of one key must be. Every message starts with the key and says the value, the reason
 * and the remedy: Connect's answer to a refused connector drops the key.
 */
public final class ValueRule implements ConfigDef.Validator {

  /** Looks at one value. */
  @FunctionalInterface
  interface Rule {

    /** The rest of the sentence after the value, reason and remedy, or null if all is well. */
    @Nullable String problem(Object value);
  }

  private static final int MAX_QUOTED = 200;

  /** Whole numbers, both ends allowed. */
  record Range(long least, long greatest) {}

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

  /** Values that a rule of their own judges; {@code allowed} describes them in the docs. */
  static ValueRule of(String allowed, Rule rule) {
    return new ValueRule(allowed, rule, List.of(), null);
  }

  /** Anything that the type allows. */
  static ValueRule any(String allowed) {
    return of(allowed, value -> null);
  }

  /** Text or a secret that is not blank. */
  static ValueRule notBlank(String allowed) {
    return of(allowed, value -> text(value).isBlank() ? "is empty; set it" : null);
  }

  /** Whole numbers of a range, both ends allowed. */
  static ValueRule between(long least, long greatest) {
    return new ValueRule(
        least + " to " + greatest,
        value -> {
          long number = ((Number) value).longValue();
          return number >= least && number <= greatest
              ? null
              : "is out of range; use " + least + " to " + greatest;
        },
        List.of(),
        new Range(least, greatest));
  }

  /** The constants of an enum in lower case. */
  static <E extends Enum<E>> ValueRule oneOf(Class<E> type) {
    return oneOf(
        Arrays.stream(type.getEnumConstants()).map(ValueRule::word).toArray(String[]::new));
  }

  /** Some words. */
  static ValueRule oneOf(String... choice) {
    List<String> words = List.of(choice);
    return new ValueRule(
        String.join(", ", words),
        value ->
            words.contains(text(value)) ? null : "is unknown; use " + String.join(" or ", words),
        words,
        null);
  }

  /** How an enum constant is written in a configuration. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
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

  /** The value, unless it is a secret, may hold one, or is too long for a sentence. */
  public static String quoted(Object value) {
    String text = value.toString();
    boolean unsaid =
        value instanceof Password
            || text.isBlank()
            || text.contains("-----BEGIN")
            || Address.mayHoldSecret(text);
    if (unsaid) {
      return "";
    }
    return "'" + (text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "…" : text) + "' ";
  }

  /** The words to choose from; empty where it is no choice. */
  List<String> words() {
    return words;
  }

  /** The numbers that are allowed; null where they are no range. */
  @Nullable Range range() {
    return range;
  }

  /** What is allowed, as the docs say it. */
  @Override
  public String toString() {
    return allowed;
  }
}
