package io.synnaxconnect.telem;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A range with what belongs to it.
 *
 * @param properties texts by key
 * @param aliases other names of channels in this range, by channel key
 */
public record RangeDetails(
    Range range, SortedMap<String, String> properties, SortedMap<Long, String> aliases) {

  /** Copies the maps. */
  public RangeDetails {
    properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
  }
}
