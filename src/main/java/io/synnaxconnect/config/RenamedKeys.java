package io.synnaxconnect.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keys that had another name. The former name works for one version. */
final class RenamedKeys {

  /** Former name and present one. */
  static final Map<String, String> PRESENT =
      Map.of("headers", Settings.HEADERS, "oversize", Settings.OVERSIZE);

  private RenamedKeys() {}

  /** The same configuration under the present names; what is set under both keeps the present. */
  static Map<String, String> present(Map<String, String> properties) {
    Map<String, String> present = new HashMap<>(properties);
    PRESENT.forEach(
        (former, name) -> {
          String value = present.remove(former);
          if (value != null) {
            present.putIfAbsent(name, value);
          }
        });
    return present;
  }

  /** The rest of a sentence per key that is set under both names. */
  static Map<String, String> problems(Collection<String> given) {
    Map<String, String> problems = new LinkedHashMap<>();
    new TreeMap<>(PRESENT)
        .forEach(
            (former, name) -> {
              if (given.contains(former) && given.contains(name)) {
                problems.put(
                    name, "is set, and so is " + former + ", its former name; remove " + former);
              }
            });
    return problems;
  }

  /** A sentence for each key that is set under its former name. */
  static List<String> warnings(Collection<String> given) {
    return new TreeMap<>(PRESENT)
        .entrySet().stream()
            .filter(names -> given.contains(names.getKey()))
            .map(
                names ->
                    names.getKey()
                        + ": is the former name of "
                        + names.getValue()
                        + " and ends with the next version; rename it")
            .toList();
  }
}
