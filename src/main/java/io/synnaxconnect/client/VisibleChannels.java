package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a user who may not retrieve all channels sees of those that are asked for. A server refuses
 * a request as a whole if one of its channels is denied, or if one of its keys is unknown: a
 * refused request is halved until what it asks for is a single channel.
 */
final class VisibleChannels {

  private static final int MAX_NAMED = 10;

  private final TreeMap<Long, Channel> byKey = new TreeMap<>();
  private final List<String> denied = new ArrayList<>();
  private @Nullable SynnaxException denial;

  /** Asks for channels by name or by key. */
  <T> void collect(List<T> wanted, Function<List<T>, List<Channel>> retrieve) {
    if (wanted.isEmpty() || denied.size() >= MAX_NAMED) {
      return;
    }
    try {
      retrieve.apply(wanted).forEach(channel -> byKey.put(channel.key(), channel));
    } catch (SynnaxException e) {
      if (e.code() != Code.ACCESS_DENIED && e.code() != Code.NOT_FOUND) {
        throw e;
      }
      if (wanted.size() > 1) {
        int half = wanted.size() / 2;
        collect(wanted.subList(0, half), retrieve);
        collect(wanted.subList(half, wanted.size()), retrieve);
      } else if (e.code() == Code.ACCESS_DENIED) {
        denied.add(ForeignText.name(String.valueOf(wanted.get(0))));
        denial = e;
      }
    }
  }

  /** Keys of indexes that were not asked for. */
  List<Long> missingIndexes() {
    Set<Long> indexes =
        byKey.values().stream()
            .filter(Channel::isIndexed)
            .map(Channel::indexKey)
            .filter(key -> !byKey.containsKey(key))
            .collect(Collectors.toSet());
    return List.copyOf(indexes);
  }

  void requireNoneDenied() {
    if (denial != null) {
      throw denial.withMore("; the user may not retrieve " + String.join(", ", denied));
    }
  }

  /** In order of key. */
  List<Channel> all() {
    return List.copyOf(byKey.values());
  }
}
