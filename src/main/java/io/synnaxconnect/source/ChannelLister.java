package io.synnaxconnect.source;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.telem.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the channels of a cluster once, on a thread of its own: a cluster that is down is tried
 * without end, with back-off. What will not get better by itself is given up.
 */
public final class ChannelLister implements AutoCloseable {

  /** Gets what came out, once, on the thread of the lister. */
  public interface Listener {

    /** All channels of the cluster. */
    void listed(List<Channel> channels);

    /** Trying again would not help. */
    void failed(RuntimeException failure);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ChannelLister.class);
  private static final long JOIN_MILLIS = 900;

  private final SynnaxConnection connection;
  private final ReconnectPolicy policy;
  private final TaskEnvironment environment;
  private final Listener listener;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  private ChannelLister(
      SynnaxConnection connection,
      String connectorName,
      ReconnectPolicy policy,
      TaskEnvironment environment,
      Listener listener) {
    this.connection = connection;
    this.policy = policy;
    this.environment = environment;
    this.listener = listener;
    this.thread = environment.threads().newThread(this::run);
    thread.setName("synnax-channels-" + connectorName);
  }

  /**
   * Starts listing.
   *
   * @param connection opens the connection, which is closed when the listing is over
   * @param options tell how long to wait between attempts
   */
  public static ChannelLister start(
      Supplier<SynnaxConnection> connection,
      String connectorName,
      SourceTaskOptions options,
      TaskEnvironment environment,
      Listener listener) {
    ReconnectPolicy policy =
        new ReconnectPolicy(options.reconnectBackoff(), options.reconnectBackoffMax());
    ChannelLister lister =
        new ChannelLister(connection.get(), connectorName, policy, environment, listener);
    lister.thread.start();
    return lister;
  }

  private void run() {
    try {
      listUntilAnswered();
    } catch (InterruptedException e) {
      LOG.debug("Listing of channels was interrupted");
    } catch (RuntimeException e) {
      if (!isStopped()) {
        listener.failed(e);
      }
    } finally {
      connection.close();
    }
  }

  private void listUntilAnswered() throws InterruptedException {
    for (int failures = 0; !isStopped(); ) {
      try {
        connection.resetConnectBackoff();
        List<Channel> channels = connection.retrieveChannels();
        LOG.info(
            "Listed the cluster's channels: channels={} failures={}", channels.size(), failures);
        listener.listed(channels);
        return;
      } catch (SynnaxException e) {
        if (!e.retriable()) {
          throw e;
        }
        failures++;
        logFailure(e, failures);
        Duration delay = policy.delay(failures, environment.random().getAsDouble());
        if (stopped.await(delay.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    }
  }

  /** One line when it begins: an outage can last for days. */
  private static void logFailure(SynnaxException failure, int failures) {
    if (failures == 1) {
      LOG.warn(
          "The cluster's channels cannot be listed, trying until they can: {}",
          failure.getMessage());
    } else {
      LOG.debug("Still no list of channels: attempt={} reason={}", failures, failure.getMessage());
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /** Ends the attempt under way and the thread; nothing is told to the listener any more. */
  @Override
  public void close() {
    stopped.countDown();
    connection.close();
    thread.interrupt();
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
