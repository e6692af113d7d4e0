package io.synnaxconnect.validate;

import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.config.ParsedConfig;
import io.synnaxconnect.config.Settings;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.source.channels.ChannelPatterns;
import io.synnaxconnect.source.channels.ChannelSelection;
import io.synnaxconnect.telem.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Channels of a cluster that a form can offer to choose from. The newest ones are kept for a while:
 * a form asks again with every change, and need not keep a cluster busy with that.
 */
final class ChannelRecommendations {

  /** More than anybody reads; a form gets all of them with every answer. */
  private static final int MOST = 1_000;

  private static final Duration KEPT = Duration.ofSeconds(30);

  /** Names and keys, each in order. */
  private record Offer(List<Object> names, List<Object> channelKeys) {}

  /** Whoever may not log in, or uses another password, is offered nothing from here. */
  private record Kept(Asked asked, Offer offer, long sinceNanos) {}

  private record Asked(
      List<SynnaxClientOptions> options, boolean withVirtual, boolean withInternal) {

    static Asked of(SynnaxSourceConnectorConfig config) {
      List<SynnaxClientOptions> options =
          config.addresses().stream().map(config::clientOptions).toList();
      return new Asked(options, !config.isStoredOnly(), config.mayChooseInternal());
    }
  }

  private final LongSupplier nanoTime;
  private @Nullable Kept kept;

  /** Nothing is kept yet; {@code nanoTime} as {@link System#nanoTime}. */
  ChannelRecommendations(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Offers what may be chosen among all channels of the cluster, and keeps it. */
  synchronized void put(
      SynnaxSourceConnectorConfig config, List<Channel> channels, ParsedConfig parsed) {
    Asked asked = Asked.of(config);
    Kept fresh = new Kept(asked, offer(asked, channels), nanoTime.getAsLong());
    kept = fresh;
    recommend(fresh.offer(), parsed);
  }

  /** Offers what is kept for the same cluster, user and kinds of channels; false if nothing is. */
  synchronized boolean putKept(SynnaxSourceConnectorConfig config, ParsedConfig parsed) {
    Kept known = kept;
    if (known == null
        || nanoTime.getAsLong() - known.sinceNanos() >= KEPT.toNanos()
        || !known.asked().equals(Asked.of(config))) {
      return false;
    }
    recommend(known.offer(), parsed);
    return true;
  }

  private static Offer offer(Asked asked, List<Channel> channels) {
    ChannelSelection all =
        new ChannelSelection(
            ChannelPatterns.parse(".*"),
            ChannelPatterns.NONE,
            Set.of(),
            asked.withVirtual(),
            asked.withInternal());
    List<Channel> possible = all.chosen(channels);
    return new Offer(
        new ArrayList<>(
            possible.stream().map(Channel::name).distinct().sorted().limit(MOST).toList()),
        new ArrayList<>(possible.stream().map(Channel::key).limit(MOST).toList()));
  }

  private static void recommend(Offer offer, ParsedConfig parsed) {
    parsed.recommend(Settings.CHANNELS_INCLUDE, offer.names());
    parsed.recommend(Settings.CHANNELS_EXCLUDE, offer.names());
    parsed.recommend(Settings.CHANNELS_KEYS, offer.channelKeys());
  }
}
