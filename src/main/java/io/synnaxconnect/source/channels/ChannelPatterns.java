package io.synnaxconnect.source.channels;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list of channel names and anchored regular expressions, comma separated. A comma inside {@code
 * {}} or {@code []} or after {@code \} does not split. An entry that is the name of a channel means
 * that channel and nothing else, also if it is not an expression. RE2 evaluates the expressions: in
 * time and memory that grow with the name alone, whatever the expression.
 */
public final class ChannelPatterns {

  /** No entry: matches nothing. */
  public static final ChannelPatterns NONE = new ChannelPatterns(List.of());

  private static final java.util.regex.Pattern PLAIN_NAME =
      java.util.regex.Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /** The last number is how often an expression may be repeated. */
  private static final java.util.regex.Pattern BRACES =
      java.util.regex.Pattern.compile("\\{(?:\\d{1,9},)?(\\d{1,9}),?\\}");

  /** What stands between names that should be between commas. */
  private static final java.util.regex.Pattern SEPARATORS =
      java.util.regex.Pattern.compile("[\\s;]+");

  /** Wildcards of a shell that follow nothing which an expression may repeat. */
  private static final java.util.regex.Pattern ANY_TEXT =
      java.util.regex.Pattern.compile("(?<![.)\\]\\\\])\\*");

  private static final java.util.regex.Pattern ANY_CHARACTER =
      java.util.regex.Pattern.compile("(?<![.)\\]\\\\*+])\\?");

  private static final double MAX_REPETITIONS = 10_000;

  /**
   * An entry.
   *
   * @param pattern null if the text is not an expression
   * @param reason why it is not
   */
  private record Entry(String text, @Nullable Pattern pattern, @Nullable String reason) {

    boolean matches(String name) {
      return pattern != null && pattern.matches(name);
    }

    boolean finds(Set<String> names) {
      return names.contains(text) || names.stream().anyMatch(this::matches);
    }
  }

  private final List<Entry> entries;

  private ChannelPatterns(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads a list; ignores blanks around entries. Whether an entry that is not an expression is the
   * name of a channel, {@link #problems} says.
   *
   * @throws IllegalArgumentException for an empty entry
   */
  public static ChannelPatterns parse(String list) {
    if (list.isBlank()) {
      return NONE;
    }
    List<Entry> entries = new ArrayList<>();
    for (String text : split(list)) {
      entries.add(entry(text.strip()));
    }
    return new ChannelPatterns(entries);
  }

  private static Entry entry(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("has an empty entry; remove the comma before or after it");
    }
    if (repetitions(text) > MAX_REPETITIONS) {
      return new Entry(text, null, "it repeats more than 10000 times");
    }
    try {
      return new Entry(text, Pattern.compile(text), null);
    } catch (PatternSyntaxException e) {
      return new Entry(text, null, e.getDescription());
    }
  }

  /** RE2 writes out what braces repeat, so that one inside the other multiplies. */
  private static double repetitions(String text) {
    double product = 1;
    Matcher braces = BRACES.matcher(text);
    while (braces.find()) {
      product *= Math.max(1, Double.parseDouble(braces.group(1)));
    }
    return product;
  }

  private static List<String> split(String list) {
    List<String> entries = new ArrayList<>();
    int start = 0;
    char closing = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == '\\') {
        i++;
      } else if (closing != 0) {
        closing = c == closing ? 0 : closing;
      } else if (c == '[' || c == '{') {
        closing = c == '[' ? ']' : '}';
      } else if (c == ',') {
        entries.add(list.substring(start, i));
        start = i + 1;
      }
    }
    entries.add(list.substring(start));
    return entries;
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** All entries, if each can only be the name of a channel. */
  Optional<Set<String>> plainNames() {
    return entries.stream().allMatch(ChannelPatterns::isPlainName)
        ? Optional.of(entries.stream().map(Entry::text).collect(Collectors.toSet()))
        : Optional.empty();
  }

  /** Those of {@code names} that any entry matches; an entry with a problem matches nothing. */
  Set<String> matching(Set<String> names) {
    Set<String> matching = new LinkedHashSet<>();
    for (Entry entry : entries) {
      if (names.contains(entry.text())) {
        matching.add(entry.text());
      } else if (!isPlainName(entry)) {
        names.stream().filter(entry::matches).forEach(matching::add);
      }
    }
    return matching;
  }

  /** Entries that can only be the name of a channel, and are not among {@code names}. */
  List<String> unknownNames(Set<String> names) {
    return entries.stream()
        .filter(ChannelPatterns::isPlainName)
        .map(Entry::text)
        .filter(text -> !names.contains(text))
        .distinct()
        .toList();
  }

  /** A sentence for each entry that is neither an expression nor among {@code names}. */
  List<String> problems(Set<String> names) {
    return entries.stream()
        .filter(entry -> entry.reason() != null && !names.contains(entry.text()))
        .map(entry -> problem(entry, names))
        .toList();
  }

  private static String problem(Entry entry, Set<String> names) {
    String meant = meant(entry.text(), names);
    return "has entry '"
        + entry.text()
        + "', which is neither the name of a channel nor a regular expression of RE2 ("
        + entry.reason()
        + "); "
        + (meant == null
            ? "correct it, or put \\ before characters that are meant literally"
            : "did you mean " + meant + "?");
  }

  /**
   * A sentence for each expression that finds none of {@code names}, but would as the pattern of a
   * shell, or with commas.
   */
  List<String> misunderstood(Set<String> names) {
    return entries.stream()
        .filter(entry -> entry.pattern() != null && !isPlainName(entry) && !entry.finds(names))
        .flatMap(
            entry ->
                Stream.ofNullable(meant(entry.text(), names))
                    .map(
                        meant ->
                            "'%s' matches no channel of the cluster; did you mean %s?"
                                .formatted(entry.text(), meant)))
        .toList();
  }

  /** The entries that a user meant by one that finds nothing; null unless each finds something. */
  private static @Nullable String meant(String text, Set<String> names) {
    List<String> meant = new ArrayList<>();
    for (String part : SEPARATORS.split(text, -1)) {
      String translated = part;
      if (!part.isEmpty() && !entry(part).finds(names)) {
        String started = ANY_TEXT.matcher(part).replaceAll(".*");
        translated = ANY_CHARACTER.matcher(started).replaceAll(".");
      }
      if (translated.isEmpty() || !entry(translated).finds(names)) {
        return null;
      }
      meant.add(translated);
    }
    return meant.isEmpty() ? null : String.join(",", meant);
  }

  private static boolean isPlainName(Entry entry) {
    return PLAIN_NAME.matcher(entry.text()).matches();
  }
}
