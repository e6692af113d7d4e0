package io.synnaxconnect.validate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.config.Address;
import io.synnaxconnect.config.ParsedConfig;
import io.synnaxconnect.config.SelectionSettings;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.source.channels.ChannelSelection;
import io.synnaxconnect.telem.Channel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Channels of a cluster that a form can offer. The newest list is cached for a while: a form
 * validates again with every change, and must not load the cluster with that.
 */
final class ChannelRecommendations {

  /** More than anybody reads; a form gets all of them with every answer. */
  private static final int MAX_CHANNELS = 1_000;

  private static final Duration CACHE_TIME = Duration.ofSeconds(30);

  /** Names and keys, each in order. */
  private record Offer(List<Object> names, List<Object> channelKeys) {}

  /** A user who cannot log in, or has another password, gets nothing from the cache. */
  private record Cached(Source source, Offer offer, long readNanos) {}

  private record Source(
      String options, boolean withVirtual, boolean withInternal, boolean withIndexes) {}

  private final byte[] salt = new byte[16];
  private final LongSupplier nanoTime;
  private @Nullable Cached cached;

  /** An empty cache; {@code nanoTime} as {@link System#nanoTime}. */
  ChannelRecommendations(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    new SecureRandom().nextBytes(salt);
  }

  /** Connect keeps this object for ever: it must not keep the password of the newest question. */
  private Source source(SynnaxSourceConnectorConfig config) {
    MessageDigest digest = sha256();
    digest.update(salt);
    for (Address address : config.addresses()) {
      SynnaxClientOptions options = config.clientOptions(address);
      Tls tls = options.tls();
      List.of(
              address.toString(),
              options.credentials().username(),
              options.credentials().password(),
              options.toString(),
              tls.caPem(),
              tls.clientCertificatePem(),
              tls.clientKeyPem(),
              tls.clientKeyPassword())
          .forEach(text -> digest.update((text.length() + ":" + text).getBytes(UTF_8)));
    }
    return new Source(
        HexFormat.of().formatHex(digest.digest()),
        !config.isStoredOnly(),
        config.allowsInternal(),
        config.allowsIndexes());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  /** Recommends the channels of the cluster that can be selected, and caches them. */
  synchronized void put(
      SynnaxSourceConnectorConfig config, List<Channel> channels, ParsedConfig parsed) {
    Source source = source(config);
    Offer offer = offer(source, channels);
    cached = new Cached(source, offer, nanoTime.getAsLong());
    recommend(offer, parsed);
  }

  /**
   * Recommends the cached channels of the same cluster, user and kinds of channels.
   *
   * @return false if there are none
   */
  synchronized boolean putCached(SynnaxSourceConnectorConfig config, ParsedConfig parsed) {
    Cached newest = cached;
    if (newest == null
        || nanoTime.getAsLong() - newest.readNanos() >= CACHE_TIME.toNanos()
        || !newest.source().equals(source(config))) {
      return false;
    }
    recommend(newest.offer(), parsed);
    return true;
  }

  private static Offer offer(Source source, List<Channel> channels) {
    List<Channel> possible =
        ChannelSelection.all(source.withVirtual(), source.withInternal(), source.withIndexes())
            .selected(channels);
    return new Offer(
        new ArrayList<>(
            possible.stream().map(Channel::name).distinct().sorted().limit(MAX_CHANNELS).toList()),
        new ArrayList<>(possible.stream().map(Channel::key).limit(MAX_CHANNELS).toList()));
  }

  private static void recommend(Offer offer, ParsedConfig parsed) {
    parsed.recommend(SelectionSettings.CHANNELS_INCLUDE, offer.names());
    parsed.recommend(SelectionSettings.CHANNELS_EXCLUDE, offer.names());
    parsed.recommend(SelectionSettings.CHANNELS_KEYS, offer.channelKeys());
  }
}
