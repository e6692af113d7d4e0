package io.synnaxconnect;

import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.source.SynnaxConnection;
import io.synnaxconnect.telem.Channel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Tries a configuration against its cluster: connect, log in, list the channels, and see what they
 * make of it.
 */
final class LiveCheck {

  private static final Set<String> OFFER_KEYS =
      Set.of(Settings.CHANNELS_VIRTUAL, Settings.CHANNELS_INTERNAL, Settings.VALIDATE_LIVE);

  private final Function<SynnaxClientOptions, SynnaxConnection> connections;
  private final Duration timeout;
  private final ChannelOffers offers;

  /**
   * Prepares checks, on any thread.
   *
   * @param timeout for all of one; Connect keeps the caller waiting meanwhile
   * @param nanoTime as {@link System#nanoTime}
   */
  LiveCheck(
      Function<SynnaxClientOptions, SynnaxConnection> connections,
      Duration timeout,
      LongSupplier nanoTime) {
    this.connections = connections;
    this.timeout = timeout;
    this.offers = new ChannelOffers(nanoTime);
  }

  /**
   * Adds what is wrong to the keys of {@code check}, and the channels to choose from. One list
   * serves both, and it is always a fresh one. While something else is wrong, there is nothing to
   * check, but somebody who has not chosen yet needs the channels most: then they may be those of a
   * moment ago.
   */
  void run(Map<String, String> properties, ConfigCheck check) {
    if (check.problems().isEmpty()) {
      SynnaxSourceConnectorConfig config = new SynnaxSourceConnectorConfig(properties);
      if (config.validateLive()) {
        tryOut(
            config,
            check,
            channels ->
                ChannelCheck.problems(config, channels)
                    .forEach(p -> check.addProblem(p.key(), p.text())));
      }
      return;
    }
    Map<String, String> reachable = connectionOnly(properties);
    if (ConfigCheck.of(reachable).problems().isEmpty()) {
      SynnaxSourceConnectorConfig config = new SynnaxSourceConnectorConfig(reachable);
      if (config.validateLive() && !offers.putKept(config, check)) {
        tryOut(config, check, channels -> {});
      }
    }
  }

  /** What decides which channels there are to choose from. */
  private static Map<String, String> connectionOnly(Map<String, String> properties) {
    Map<String, String> kept = new HashMap<>();
    for (Setting setting : Settings.ALL) {
      String value = properties.get(setting.key());
      if (value != null
          && (setting.place().group() == Setting.Group.CONNECTION
              || OFFER_KEYS.contains(setting.key()))) {
        kept.put(setting.key(), value);
      }
    }
    kept.put(Settings.CHANNELS_INCLUDE, ".*");
    return kept;
  }

  private void tryOut(
      SynnaxSourceConnectorConfig config, ConfigCheck check, Consumer<List<Channel>> listed) {
    try (SynnaxConnection connection = connections.apply(config.clientOptions())) {
      List<Channel> channels = list(connection);
      offers.put(config, channels, check);
      listed.accept(channels);
    } catch (SynnaxException e) {
      ConnectionProblem problem = ConnectionProblem.of(e, config);
      check.addProblem(problem.key(), problem.text());
    } catch (TimeoutException e) {
      check.addProblem(
          Settings.ADDRESS,
          "'%s' did not answer within %d s; correct the address, or set validate.live=false to do"
                  .formatted(config.address(), timeout.toSeconds())
              + " without this check");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      check.addProblem(Settings.VALIDATE_LIVE, "'true', but the check was interrupted; try again");
    }
  }

  /** On a thread of its own, which ends at the latest when the connection is closed. */
  private List<Channel> list(SynnaxConnection connection)
      throws InterruptedException, TimeoutException {
    FutureTask<List<Channel>> listing =
        new FutureTask<>(
            () -> {
              connection.login();
              return connection.retrieveChannels();
            });
    Thread thread = new Thread(listing, "synnax-validate");
    thread.setDaemon(true);
    thread.start();
    try {
      return listing.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SynnaxException failure) {
        throw failure;
      }
      throw new IllegalStateException("listing of channels failed", e.getCause());
    } finally {
      listing.cancel(true);
    }
  }
}
