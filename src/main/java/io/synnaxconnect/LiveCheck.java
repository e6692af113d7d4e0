package io.synnaxconnect;

import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.source.SynnaxConnection;
import io.synnaxconnect.telem.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Tries a configuration against its cluster: connect, log in, list the channels, and see what they
 * make of it.
 */
final class LiveCheck {

  private final Function<SynnaxClientOptions, SynnaxConnection> connections;
  private final Duration timeout;

  /**
   * Prepares a check.
   *
   * @param timeout for all of it; Connect keeps the caller waiting meanwhile
   */
  LiveCheck(Function<SynnaxClientOptions, SynnaxConnection> connections, Duration timeout) {
    this.connections = connections;
    this.timeout = timeout;
  }

  /** Adds what is wrong to the keys of {@code check}. */
  void run(SynnaxSourceConnectorConfig config, ConfigCheck check) {
    try (SynnaxConnection connection = connections.apply(config.clientOptions())) {
      List<Channel> channels = list(connection);
      ChannelCheck.problems(config, channels).forEach(p -> check.addProblem(p.key(), p.text()));
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
