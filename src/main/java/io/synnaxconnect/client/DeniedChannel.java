package io.synnaxconnect.client;

import io.synnaxconnect.telem.Channel;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds a channel that the user may not read: a server that denies a stream does not say for which
 * of its channels, and one denied channel denies them all. Only a stream shows that: samples have
 * rights apart from those of their channels, so that a denied channel may well be retrieved.
 */
final class DeniedChannel {

  private final Predicate<List<Channel>> isDenied;

  private DeniedChannel(Predicate<List<Channel>> isDenied) {
    this.isDenied = isDenied;
  }

  /**
   * The refusal with the name of one denied channel; if none is found, the refusal as it is.
   *
   * @param isDenied tries to open a stream of some channels
   */
  static SynnaxException name(
      Collection<Channel> channels, SynnaxException denied, Predicate<List<Channel>> isDenied) {
    Channel found = new DeniedChannel(isDenied).find(List.copyOf(channels));
    if (found == null) {
      return denied;
    }
    return denied.withMore("; the user may not read channel " + found);
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
}
