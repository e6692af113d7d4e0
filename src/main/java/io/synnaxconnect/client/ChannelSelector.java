package io.synnaxconnect.client;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Channels by name, by key, or both; a channel that is selected twice counts once.
 *
 * @param names whole names, not expressions
 * @param channelKeys unsigned 32-bit numbers
 */
public record ChannelSelector(Set<String> names, Set<Long> channelKeys) {

  private static final long MAX_KEY = 0xffff_ffffL;

  /** Throws {@link IllegalArgumentException} for numbers that are not channel keys. */
  public ChannelSelector {
    names = Set.copyOf(names);
    channelKeys = Set.copyOf(channelKeys);
    List<Long> impossible =
        channelKeys.stream().filter(key -> key <= 0 || key > MAX_KEY).sorted().toList();
    if (!impossible.isEmpty()) {
      throw new IllegalArgumentException("channel keys are from 1 to 4294967295: " + impossible);
    }
  }

  /** Channels by name. */
  public static ChannelSelector named(String... names) {
    return new ChannelSelector(new LinkedHashSet<>(List.of(names)), Set.of());
  }

  /** Channels by name. */
  public static ChannelSelector named(Collection<String> names) {
    return new ChannelSelector(new LinkedHashSet<>(names), Set.of());
  }

  /** Whether it selects nothing. */
  public boolean isEmpty() {
    return names.isEmpty() && channelKeys.isEmpty();
  }

  /** Channels by key. */
  public static ChannelSelector keyed(long... channelKeys) {
    return named().andKeyed(channelKeys);
  }

  /** These channels and more by name. */
  public ChannelSelector andNamed(String... more) {
    Set<String> all = new LinkedHashSet<>(names);
    all.addAll(List.of(more));
    return new ChannelSelector(all, channelKeys);
  }

  /** These channels and more by key. */
  public ChannelSelector andKeyed(long... more) {
    Set<Long> all = new LinkedHashSet<>(channelKeys);
    Arrays.stream(more).forEach(all::add);
    return new ChannelSelector(names, all);
  }
}
