package io.synnaxconnect.client;

import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds channels that the user may not read: a server that denies a stream does not say for which
 * of its channels, and one denied channel denies them all. Only a stream shows that: samples have
 * rights apart from those of their channels, so that a denied channel may well be retrieved.
 */
final class DeniedChannel {

  private final Predicate<List<Channel>> isDenied;
  private final List<Channel> denied = new ArrayList<>();
  private final List<Channel> untried = new ArrayList<>();
  private int trials;

  private DeniedChannel(Predicate<List<Channel>> isDenied, int trials) {
    this.isDenied = isDenied;
    this.trials = trials;
  }

  /**
   * The refusal with the name of one denied channel; if none is found, the refusal as it is.
   *
   * @param isDenied tries to open a stream of some channels
   */
  static SynnaxException name(
      Collection<Channel> channels, SynnaxException denied, Predicate<List<Channel>> isDenied) {
    Channel found = new DeniedChannel(isDenied, 0).find(List.copyOf(channels));
    if (found == null) {
      return denied;
    }
    return denied.withMore("; the user may not read channel " + found);
  }

  /**
   * All denied channels, in the order of the list. Before them come those that could not be tried,
   * so that the next search tries them first.
   *
   * @param trials how many streams may be opened
   * @param isDenied tries to open a stream of some channels
   */
  static List<Channel> all(
      Collection<Channel> channels, int trials, Predicate<List<Channel>> isDenied) {
    DeniedChannel search = new DeniedChannel(isDenied, trials);
    search.collect(List.copyOf(channels), false);
    List<Channel> found = new ArrayList<>(search.untried);
    found.addAll(search.denied);
    return found;
  }

  /** Halves the list until one remains: at most 32 quick calls. */
  private @Nullable Channel find(List<Channel> channels) {
    List<Channel> suspects = channels;
    while (suspects.size() > 1) {
      List<Channel> half = suspects.subList(0, suspects.size() / 2);
      suspects = isDenied.test(half) ? half : suspects.subList(half.size(), suspects.size());
    }
    return !suspects.isEmpty() && isDenied.test(suspects) ? suspects.get(0) : null;
  }

  /**
   * Halves the list as long as a part of it is denied.
   *
   * @param certain whether it is known already that one of the channels is denied
   */
  private void collect(List<Channel> channels, boolean certain) {
    if (channels.isEmpty()) {
      return;
    }
    if (!certain && trials == 0) {
      untried.addAll(channels);
      return;
    }
    if (!certain) {
      trials--;
      if (!isDenied.test(channels)) {
        return;
      }
    }
    if (channels.size() == 1) {
      denied.add(channels.get(0));
      return;
    }
    int before = denied.size() + untried.size();
    int half = channels.size() / 2;
    collect(channels.subList(0, half), false);
    boolean foundNone = denied.size() + untried.size() == before;
    collect(channels.subList(half, channels.size()), foundNone);
  }
}
