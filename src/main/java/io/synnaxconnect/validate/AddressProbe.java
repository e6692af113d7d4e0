package io.synnaxconnect.validate;

import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.config.Address;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.telem.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Logs in at all addresses of a configuration at the same time, and lists the channels at the first
 * address that answers. Each attempt has its own thread, which ends at the latest on close.
 */
final class AddressProbe implements AutoCloseable {

  /**
   * The result of one address. Without cluster key and failure, the address did not answer in time.
   *
   * @param channels the channels of the cluster, in one of the answers only
   */
  record Answer(
      Address address,
      @Nullable String clusterKey,
      @Nullable List<Channel> channels,
      @Nullable SynnaxException failure) {

    /** Whether the address may be down, which other addresses make up for. */
    boolean isDown() {
      return clusterKey == null
          && (failure == null
              || failure.code() == SynnaxException.Code.UNREACHABLE
              || failure.code() == SynnaxException.Code.TIMED_OUT);
    }
  }

  private final List<Address> addresses;
  private final List<SynnaxCluster> connections = new ArrayList<>();
  private final List<FutureTask<Answer>> attempts = new ArrayList<>();
  private final AtomicBoolean listing = new AtomicBoolean();

  /** Starts all attempts. */
  AddressProbe(
      SynnaxSourceConnectorConfig config, Function<SynnaxEndpoints, SynnaxCluster> connect) {
    this.addresses = config.addresses();
    try {
      for (Address address : addresses) {
        SynnaxClientOptions options = config.clientOptions(address);
        start(address, connect.apply(SynnaxEndpoints.of(options)));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void start(Address address, SynnaxCluster cluster) {
    connections.add(cluster);
    FutureTask<Answer> attempt = new FutureTask<>(() -> logIn(address, cluster));
    attempts.add(attempt);
    Thread thread = new Thread(attempt, "synnax-validate");
    thread.setDaemon(true);
    thread.start();
  }

  private Answer logIn(Address address, SynnaxCluster cluster) {
    try {
      String clusterKey = cluster.login().clusterKey();
      boolean first = listing.compareAndSet(false, true);
      return new Answer(address, clusterKey, first ? cluster.retrieveChannels() : null, null);
    } catch (SynnaxException e) {
      return new Answer(address, null, null, e);
    }
  }

  /** An answer for each address, in order of the addresses; waits for at most this time. */
  List<Answer> await(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < attempts.size(); i++) {
      answers.add(answer(i, Math.max(0, deadline - System.nanoTime())));
    }
    return answers;
  }

  private Answer answer(int number, long nanos) throws InterruptedException {
    try {
      return attempts.get(number).get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new Answer(addresses.get(number), null, null, null);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the attempt to log in failed", e.getCause());
    }
  }

  @Override
  public void close() {
    attempts.forEach(attempt -> attempt.cancel(true));
    connections.forEach(SynnaxCluster::close);
  }
}
