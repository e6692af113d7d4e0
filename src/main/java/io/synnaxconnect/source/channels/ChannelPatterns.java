package io.synnaxconnect.source.channels;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A list of channel names and anchored regular expressions, comma separated. A comma inside {@code
 * {}} or {@code []} or after {@code \} does not split. An entry that is the name of a channel means
 * that channel and nothing else.
 */
public final class ChannelPatterns {

  /** No entry: matches nothing. */
  public static final ChannelPatterns NONE = new ChannelPatterns(List.of());

  private static final Pattern PLAIN_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private record Entry(String text, Pattern pattern) {

    boolean matches(String name) {
      try {
        return pattern.matcher(new BoundedInput(name)).matches();
      } catch (ExhaustedException e) {
        throw new IllegalArgumentException(
            "has entry '"
                + text
                + "', which tries too many ways to match channel '"
                + name
                + "'; avoid a repetition inside a repetition",
            e);
      }
    }
  }

  private final List<Entry> entries;

  private ChannelPatterns(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads a list; ignores blanks around entries.
   *
   * @throws IllegalArgumentException naming the entry, the reason and the remedy
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
    try {
      return new Entry(text, Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "has entry '"
              + text
              + "', which is not a regular expression ("
              + e.getDescription()
              + "); correct it, or put \\ before characters that are meant literally",
          e);
    }
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

  /**
   * Those of {@code names} that any entry matches.
   *
   * @throws IllegalArgumentException if {@link #problems} returns one
   */
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

  /** A sentence for each entry that takes too long to match one of {@code names}. */
  List<String> problems(Set<String> names) {
    List<String> problems = new ArrayList<>();
    for (Entry entry : entries) {
      try {
        new ChannelPatterns(List.of(entry)).matching(names);
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return problems;
  }

  private static boolean isPlainName(Entry entry) {
    return PLAIN_NAME.matcher(entry.text()).matches();
  }

  /**
   * Text of which only so many characters can be read. {@code java.util.regex} itself has no limit:
   * an expression with a repetition inside a repetition may need years for a name of thirty
   * characters. For one thread.
   */
  private static final class BoundedInput implements CharSequence {

    /** Milliseconds of work; sensible expressions read each character of a name some 100 times. */
    private static final int MAX_READS = 1_000_000;

    private final String text;
    private int reads;

    private BoundedInput(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (reads++ == MAX_READS) {
        throw new ExhaustedException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class ExhaustedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private ExhaustedException() {
      super("more than " + BoundedInput.MAX_READS + " characters read", null, false, false);
    }
  }
}
