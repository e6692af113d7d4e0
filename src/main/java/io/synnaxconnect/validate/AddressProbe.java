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
 * Logs in at every address of a configuration at once, and lists the channels at the first that
 * answers. Each try has a thread of its own, which ends at the latest when it is closed.
 */
final class AddressProbe implements AutoCloseable {

  /**
   * What became of one address. Without cluster and failure it did not answer in time.
   *
   * @param channels of the cluster, from one of its addresses only
   */
  record Answer(
      Address address,
      @Nullable String clusterKey,
      @Nullable List<Channel> channels,
      @Nullable SynnaxException failure) {

    /** Whether it may just be down: a thing that other addresses are there for. */
    boolean isDown() {
      return clusterKey == null
          && (failure == null
              || failure.code() == SynnaxException.Code.UNREACHABLE
              || failure.code() == SynnaxException.Code.TIMED_OUT);
    }
  }

  private final List<Address> addresses;
  private final List<SynnaxCluster> connections = new ArrayList<>();
  private final List<FutureTask<Answer>> tries = new ArrayList<>();
  private final AtomicBoolean listing = new AtomicBoolean();

  /** Begins. */
  AddressProbe(
      SynnaxSourceConnectorConfig config, Function<SynnaxEndpoints, SynnaxCluster> connect) {
    this.addresses = config.addresses();
    try {
      for (Address address : addresses) {
        SynnaxClientOptions options = config.clientOptions(address);
        begin(address, connect.apply(SynnaxEndpoints.of(options)));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void begin(Address address, SynnaxCluster cluster) {
    connections.add(cluster);
    FutureTask<Answer> attempt = new FutureTask<>(() -> ask(address, cluster));
    tries.add(attempt);
    Thread thread = new Thread(attempt, "synnax-validate");
    thread.setDaemon(true);
    thread.start();
  }

  private Answer ask(Address address, SynnaxCluster cluster) {
    try {
      String clusterKey = cluster.login().clusterKey();
      boolean first = listing.compareAndSet(false, true);
      return new Answer(address, clusterKey, first ? cluster.retrieveChannels() : null, null);
    } catch (SynnaxException e) {
      return new Answer(address, null, null, e);
    }
  }

  /** An answer for each address, in their order, after this time at the latest. */
  List<Answer> await(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < tries.size(); i++) {
      answers.add(answer(i, Math.max(0, deadline - System.nanoTime())));
    }
    return answers;
  }

  private Answer answer(int place, long nanos) throws InterruptedException {
    try {
      return tries.get(place).get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new Answer(addresses.get(place), null, null, null);
    } catch (ExecutionException e) {
      throw new IllegalStateException("an address could not be tried", e.getCause());
    }
  }

  @Override
  public void close() {
    tries.forEach(attempt -> attempt.cancel(true));
    connections.forEach(SynnaxCluster::close);
  }
}
