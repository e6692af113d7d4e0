package io.synnaxconnect.config;

import io.synnaxconnect.telem.ForeignText;
import io.synnaxconnect.telem.Range;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the one range that a setting or an option names: {@code range:NAME}. */
public final class NamedRange {

  private static final String PREFIX = "range:";
  private static final int SUGGESTIONS = 3;

  private NamedRange() {}

  /** The name, or null if the value is not of this form. */
  static @Nullable String nameIn(String value) {
    String text = value.strip();
    return text.startsWith(PREFIX) ? text.substring(PREFIX.length()).strip() : null;
  }

  /**
   * The range with this name or key.
   *
   * @param all all ranges of the cluster
   * @throws IllegalArgumentException with the rest of a sentence whose subject is the name
   */
  public static Range find(String name, Collection<Range> all) {
    List<Range> named = all.stream().filter(range -> range.name().equals(name)).toList();
    List<Range> found =
        named.isEmpty() ? all.stream().filter(range -> range.key().equals(name)).toList() : named;
    if (found.isEmpty()) {
      throw new IllegalArgumentException("is not a range of the cluster; " + nearest(name, all));
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "is the name of "
              + found.size()
              + " ranges; use the key of one of them instead of the name: "
              + keys(found));
    }
    return found.get(0);
  }

  private static String nearest(String name, Collection<Range> all) {
    List<String> names = all.stream().map(Range::name).distinct().toList();
    List<String> nearest = NearestNames.to(name, names, SUGGESTIONS);
    return nearest.isEmpty()
        ? "correct the name, or create the range"
        : "did you mean "
            + nearest.stream().map(ForeignText::name).collect(Collectors.joining(" or "))
            + "?";
  }

  private static String keys(List<Range> found) {
    String some =
        found.stream()
            .limit(SUGGESTIONS)
            .map(
                range ->
                    ForeignText.name(range.key()) + " (from " + range.timeRange().start() + ")")
            .collect(Collectors.joining(", "));
    return found.size() > SUGGESTIONS ? some + " and others" : some;
  }
}
