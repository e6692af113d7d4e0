package io.synnaxconnect.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keys that neither this connector nor Connect has: most are misspelled, or of other connectors.
 */
public final class UnknownKeys {

  private static final String POLL_SIZE =
      "set poll.max.records, which counts the records of a poll";

  /** Keys of other connectors: what to do instead here, as the end of a sentence. */
  static final Map<String, String> FOREIGN =
      Map.ofEntries(
          Map.entry(
              "topic.prefix",
              "set topic, a template of the whole name, for example topic=stand.${data_type}"),
          Map.entry(
              "topic.template",
              "set topic, which may have the variables ${channel}, ${data_type} and ${index}"),
          Map.entry("kafka.topic", "set topic, a name or a template"),
          Map.entry("max.batch.size", POLL_SIZE),
          Map.entry("batch.max.rows", POLL_SIZE),
          Map.entry("max.queue.size", "set buffer.max.bytes, which counts bytes"),
          Map.entry(
              "poll.interval.ms",
              "remove it: the cluster sends samples at once, and no interval delays them"),
          Map.entry(
              "gap.timeout.ms",
              "set gap.resolve.timeout.ms, after which a gap counts as unrecoverable"),
          Map.entry(
              "tombstones.on.delete",
              "set channels.deleted=tombstone, which marks the end of a deleted channel, not of a"
                  + " sample"),
          Map.entry(
              "errors.deadletterqueue.topic.name",
              "set errors.data.topic, together with errors.data=dead_letter; Kafka Connect has"
                  + " dead letters of sinks only"),
          Map.entry(
              "dead.letter.topic", "set errors.data.topic, together with errors.data=dead_letter"),
          Map.entry(
              "series.size",
              "set series.max.samples, which is a maximum, together with record.format=series"),
          Map.entry(
              "decimal.handling.mode",
              "set value.uint64 to decimal, string or long; other types are never decimals"),
          Map.entry("snapshot.mode", "set start.from=earliest for all that is stored, or latest"));

  private static final int MAX_TYPO = 2;

  private UnknownKeys() {}

  /** A sentence for each such key, in order of key. */
  public static List<String> warnings(Collection<String> given) {
    return unknown(given).stream()
        .map(key -> key + ": is not a key of this connector and has no effect; " + remedy(key))
        .toList();
  }

  /** The rest of a sentence for each such key, which config.unknown=fail refuses. */
  static List<String> problems(Collection<String> given) {
    return unknown(given).stream()
        .map(key -> "'fail' refuses " + key + ", not a key of this connector; " + remedy(key))
        .toList();
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

  private static Set<String> unknown(Collection<String> given) {
    Set<String> ours = ourKeys();
    Set<String> unknown = new TreeSet<>(given);
    unknown.removeIf(
        key ->
            ours.contains(key)
                || (ConnectKeys.isOfConnect(key)
                    && !FOREIGN.containsKey(key)
                    && misspelled(key, ours) == null));
    return unknown;
  }

  private static String remedy(String key) {
    String foreign = FOREIGN.get(key);
    if (foreign != null) {
      return foreign;
    }
    Set<String> ours = ourKeys();
    String meant = misspelled(key, ours);
    if (meant == null) {
      meant = shortened(key, ours);
    }
    return meant == null ? "remove it" : "did you mean " + meant + "?";
  }

  /** The key of ours that differs by a typo. What is merely similar may mean the opposite. */
  private static @Nullable String misspelled(String key, Set<String> ours) {
    List<String> nearest = NearestNames.to(key, ours, 1);
    return nearest.isEmpty() || !isTypo(key, nearest.get(0)) ? null : nearest.get(0);
  }

  private static boolean isTypo(String key, String name) {
    int distance = NearestNames.distance(key, name);
    String[] keyWords = key.split("\\.", -1);
    String[] nameWords = name.split("\\.", -1);
    if (distance > MAX_TYPO || (distance > 1 && keyWords.length != nameWords.length)) {
      return false;
    }
    for (int i = 0; distance > 1 && nameWords.length > 1 && i < nameWords.length; i++) {
      // "record.name" is not a misspelled "record.time".
      if (NearestNames.distance(keyWords[i], nameWords[i])
          > Math.max(1, nameWords[i].length() / 3)) {
        return false;
      }
    }
    return true;
  }

  /** The only key of ours that begins as the key does, or the other way round. */
  private static @Nullable String shortened(String key, Set<String> ours) {
    List<String> similar =
        ours.stream()
            .filter(name -> name.contains(".") && key.contains("."))
            .filter(name -> name.startsWith(key) || key.startsWith(name))
            .toList();
    return similar.size() == 1 ? similar.get(0) : null;
  }

  private static Set<String> ourKeys() {
    Set<String> keys = new TreeSet<>();
    Settings.ALL.forEach(setting -> keys.add(setting.key()));
    keys.addAll(Settings.TASK_KEYS);
    return keys;
  }
}
