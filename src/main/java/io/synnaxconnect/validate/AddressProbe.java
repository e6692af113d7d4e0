package io.synnaxconnect.validate;

import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxEndpoints;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.config.Address;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.source.channels.ChannelList;
import io.synnaxconnect.source.channels.ChannelLister;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.TimeStamp;
import io.synnaxconnect.validate.SelectionProblems.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Logs in at all addresses of a configuration at the same time. At the first address that answers
 * it lists the channels, checks the selection, and opens a stream of it for a moment: who may list
 * a channel may not be allowed to read it. Each attempt has its own thread, which opens and closes
 * its connection.
 */
final class AddressProbe implements AutoCloseable {

  /** How long a close waits for the threads, together; connections close within a second. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  /**
   * The result of one address.
   *
   * @param clusterKey null if the address did not answer
   * @param channels the channels of the cluster, in one of the answers only
   * @param denied what would be omitted of the selection, because the user may not read it
   * @param problems of the selection
   * @param failure why the attempt ended early
   * @param isLate whether the time was over before the attempt
   */
  record Answer(
      Address address,
      @Nullable String clusterKey,
      @Nullable List<Channel> channels,
      List<Channel> denied,
      List<Problem> problems,
      @Nullable SynnaxException failure,
      boolean isLate) {

    /** Whether the address may be down, which other addresses make up for. */
    boolean isDown() {
      return clusterKey == null
          && (failure == null
              || failure.code() == SynnaxException.Code.UNREACHABLE
              || failure.code() == SynnaxException.Code.TIMED_OUT);
    }
  }

  private final SynnaxSourceConnectorConfig config;
  private final Function<SynnaxEndpoints, SynnaxCluster> connect;
  private final boolean withSelection;
  private final long startNanos = System.nanoTime();
  private final List<Attempt> attempts = new ArrayList<>();
  private final AtomicBoolean listing = new AtomicBoolean();

  /**
   * Starts all attempts.
   *
   * @param withSelection whether the selection is checked and opened too
   */
  AddressProbe(
      SynnaxSourceConnectorConfig config,
      Function<SynnaxEndpoints, SynnaxCluster> connect,
      boolean withSelection) {
    this.config = config;
    this.connect = connect;
    this.withSelection = withSelection;
    List<SynnaxClientOptions> options =
        config.addresses().stream().map(config::clientOptions).toList();
    try {
      for (int i = 0; i < options.size(); i++) {
        Attempt attempt = new Attempt(config.addresses().get(i), options.get(i));
        attempts.add(attempt);
        attempt.thread.start();
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** What one address answers, as far as it has. */
  private final class Attempt implements Runnable {

    private final Address address;
    private final SynnaxClientOptions options;
    private final Thread thread = new Thread(this, "synnax-validate");
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private volatile @Nullable String clusterKey;
    private volatile @Nullable List<Channel> channels;
    private volatile List<Channel> denied = List.of();

    Attempt(Address address, SynnaxClientOptions options) {
      this.address = address;
      this.options = options;
      thread.setDaemon(true);
    }

    @Override
    public void run() {
      try (SynnaxCluster cluster = connect.apply(SynnaxEndpoints.of(options))) {
        answer.complete(answer(ask(cluster), null, false));
      } catch (SynnaxException e) {
        answer.complete(answer(List.of(), e, false));
      } catch (RuntimeException | Error e) {
        answer.completeExceptionally(e);
      }
    }

    private Answer answer(
        List<Problem> problems, @Nullable SynnaxException failure, boolean isLate) {
      return new Answer(address, clusterKey, channels, denied, problems, failure, isLate);
    }

    private List<Problem> ask(SynnaxCluster cluster) {
      if (!config.mayLogInToCheck()) {
        clusterKey = cluster.checkConnectivity().clusterKey();
        return List.of();
      }
      clusterKey = cluster.login().clusterKey();
      if (!listing.compareAndSet(false, true)) {
        return List.of();
      }
      List<Channel> listed = ChannelLister.retrieve(cluster, config.selection().exact());
      channels = listed;
      return withSelection ? checkSelection(cluster, listed) : List.of();
    }

    private List<Problem> checkSelection(SynnaxCluster cluster, List<Channel> listed) {
      List<Problem> problems = SelectionProblems.problems(config, listed);
      if (problems.isEmpty() && !config.namedRanges().isEmpty()) {
        TimeStamp now = TimeStamp.of(Instant.now());
        problems = RangeSettings.of(config, Map.of(), cluster.ranges().all(), now).problems();
      }
      return problems.isEmpty() ? tryToRead(cluster, listed) : problems;
    }

    private List<Problem> tryToRead(SynnaxCluster cluster, List<Channel> listed) {
      List<Channel> read = config.streamed(listed);
      if (!config.omitsDenied()) {
        cluster.openStreamer(read, StreamerOptions.DEFAULT).close();
        return List.of();
      }
      Set<Long> keys =
          cluster.deniedChannels(read).stream().map(Channel::key).collect(Collectors.toSet());
      ChannelList list = new ChannelList(0, "", 0, listed, keys);
      List<Channel> selected = config.selection().selected(listed);
      denied = selected.stream().filter(list::isDenied).toList();
      return SelectionProblems.denied(config, selected.size(), denied.size());
    }

    Answer await(long nanos) throws InterruptedException {
      try {
        return answer.get(nanos, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return answer(List.of(), null, true);
      } catch (ExecutionException e) {
        throw new IllegalStateException("the attempt to log in failed", e.getCause());
      }
    }
  }

  /** An answer for each address, in order of the addresses, within this time of the start. */
  List<Answer> await(Duration limit) throws InterruptedException {
    List<Answer> answers = new ArrayList<>();
    for (Attempt attempt : attempts) {
      answers.add(attempt.await(Math.max(0, startNanos + limit.toNanos() - System.nanoTime())));
    }
    return answers;
  }

  /** Ends all attempts at the same time. */
  @Override
  public void close() {
    attempts.forEach(attempt -> attempt.thread.interrupt());
    long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
    try {
      for (Attempt attempt : attempts) {
        TimeUnit.NANOSECONDS.timedJoin(attempt.thread, deadline - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
