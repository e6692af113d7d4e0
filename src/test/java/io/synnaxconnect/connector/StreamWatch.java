package io.synnaxconnect.connector;

import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Channel;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Looks all the time which channels the cluster's streams carry. A stream whose client is gone can
 * be there for a moment longer: only what two streams carry for a while is a channel read twice.
 */
final class StreamWatch implements AutoCloseable {

  private static final long GRACE_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long LOOK_MILLIS = 20;

  private final Simulator simulator;
  private final Map<Long, Long> twiceSince = new HashMap<>();
  private final Set<Long> readTwice = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "stream-watch");
            thread.setDaemon(true);
            return thread;
          });

  StreamWatch(Simulator simulator) {
    this.simulator = simulator;
    Future<?> unused =
        looks.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    Set<Long> twice = twiceNow();
    twiceSince.keySet().retainAll(twice);
    long now = System.nanoTime();
    for (long key : twice) {
      long since = twiceSince.computeIfAbsent(key, first -> now);
      if (now - since > GRACE_NANOS) {
        readTwice.add(key);
      }
    }
  }

  /** Channels that two streams carry now. */
  Set<Long> twiceNow() {
    Set<Long> internal =
        simulator.channels().stream()
            .filter(Channel::isInternal)
            .map(Channel::key)
            .collect(Collectors.toSet());
    Set<Long> once = new HashSet<>(internal);
    Set<Long> twice = new TreeSet<>();
    for (Set<Long> keys : simulator.streamedKeys()) {
      keys.stream().filter(key -> !internal.contains(key) && !once.add(key)).forEach(twice::add);
    }
    return twice;
  }

  /** Channels that some stream carries now. */
  Set<Long> streamed() {
    Set<Long> keys = new TreeSet<>();
    simulator.streamedKeys().forEach(keys::addAll);
    simulator.channels().stream()
        .filter(Channel::isInternal)
        .map(Channel::key)
        .forEach(keys::remove);
    return keys;
  }

  /** Channels that two streams carried for longer than it takes to notice that a client is gone. */
  Set<Long> readTwice() {
    return Set.copyOf(readTwice);
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
