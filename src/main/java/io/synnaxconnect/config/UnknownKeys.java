package io.synnaxconnect.config;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Keys that look like keys of this connector, but are not: most are misspelled. */
public final class UnknownKeys {

  /** Prefixes that neither Connect nor a transform uses. */
  static final List<String> OUR_PREFIXES =
      List.of(
          "synnax.",
          "channels.",
          "topics.",
          "start.",
          "stop.",
          "gap.",
          "late.",
          "probe.",
          "stall.",
          "heartbeat.",
          "status.",
          "catalogue.",
          "record.",
          "row.",
          "live.",
          "poll.",
          "buffer.",
          "validate.");

  private static final int MAX_TYPO = 2;

  private UnknownKeys() {}

  /** A sentence for each such key, in order of key. */
  public static List<String> warnings(Collection<String> given) {
    Set<String> ours = ourKeys();
    return new TreeSet<>(given)
        .stream().filter(key -> looksLikeOurs(key, ours)).map(key -> warning(key, ours)).toList();
  }

  /** A phrase with the given key that may be a misspelled {@code missing}, or an empty text. */
  static String hint(String missing, Collection<String> given) {
    Set<String> unknown = new TreeSet<>(given);
    unknown.removeAll(ourKeys());
    List<String> nearest = NearestNames.to(missing, unknown, 1);
    return nearest.isEmpty() || NearestNames.distance(missing, nearest.get(0)) > MAX_TYPO
        ? ""
        : " (there is an unknown key " + nearest.get(0) + ": is it misspelled?)";
  }

  private static boolean looksLikeOurs(String key, Set<String> ours) {
    return !ours.contains(key)
        && (OUR_PREFIXES.stream().anyMatch(key::startsWith)
            || ours.stream().anyMatch(name -> NearestNames.distance(key, name) <= MAX_TYPO));
  }

  private static String warning(String key, Set<String> ours) {
    List<String> nearest = NearestNames.to(key, ours, 1);
    return key
        + ": is not a key of this connector and has no effect; "
        + (nearest.isEmpty() ? "remove it" : "did you mean " + nearest.get(0) + "?");
  }

  private static Set<String> ourKeys() {
    Set<String> keys = new TreeSet<>();
    Settings.ALL.forEach(setting -> keys.add(setting.key()));
    keys.addAll(Settings.TASK_KEYS);
    return keys;
  }
}
