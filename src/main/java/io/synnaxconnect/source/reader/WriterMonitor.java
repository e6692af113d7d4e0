package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.ControlTransfers;
import io.synnaxconnect.client.ControlTransfers.Transfer;
import io.synnaxconnect.client.Overflow;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.runtime.Closing;
import io.synnaxconnect.source.runtime.ReconnectPolicy;
import io.synnaxconnect.source.runtime.StoppableThread;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writers thread: notes which channels a writer begins to write and which ones it releases,
 * also writers that store without streaming. It is a hint only: without it, rows that are stored
 * late are found all the same, but later.
 */
public final class WriterMonitor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WriterMonitor.class);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(1);

  /** How long it waits when the cluster refuses, or before the channels are listed. */
  private static final Duration REFUSED_PAUSE = Duration.ofSeconds(60);

  private static final Duration UNLISTED_PAUSE = Duration.ofMillis(200);
  private static final long BUFFER_BYTES = 8L << 20;

  private final SynnaxCluster cluster;
  private final Supplier<List<Channel>> controlChannels;
  private final ReconnectPolicy policy;
  private final TaskEnvironment environment;
  private final Consumer<Throwable> onError;
  private final StoppableThread thread;
  private volatile @Nullable Streamer current;
  private volatile boolean watching;

  /** Whether a stream is open, whose end is noted once. Of the thread alone. */
  private boolean opened;

  private int failures;
  private boolean refusalReported;

  /** Whether a channel was released since the last drain, by its key. Guarded by itself. */
  private final Map<Long, Boolean> noted = new HashMap<>();

  /** Whether releases may have been missed. Guarded by {@link #noted}. */
  private boolean missed;

  /**
   * Prepares a monitor.
   *
   * @param controlChannels the control channels of the newest list, none before the first
   * @param onError called if an error ends the thread
   */
  public WriterMonitor(
      SynnaxCluster cluster,
      Supplier<List<Channel>> controlChannels,
      TaskPlan plan,
      TaskEnvironment environment,
      Consumer<Throwable> onError) {
    this.cluster = cluster;
    this.onError = onError;
    this.controlChannels = controlChannels;
    this.policy = plan.options().reconnectPolicy();
    this.environment = environment;
    this.thread = new StoppableThread(environment, plan.name().threadName("writers"), this::run);
  }

  public void start() {
    thread.start();
  }

  /** Whether the cluster says who writes. Any thread may ask. */
  public boolean isWatching() {
    return watching;
  }

  /**
   * What was noted since the last call.
   *
   * @param released by channel key, whether a writer released the channel; else one began
   * @param missed whether other releases may have been missed
   */
  public record Notes(Map<Long, Boolean> released, boolean missed) {

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
      return released.isEmpty() && !missed;
    }

    /**
     * What concerns a group.
     *
     * @return whether a channel was released; null if nothing is noted
     */
    public @Nullable Boolean of(Iterable<Long> channelKeys) {
      boolean isAny = missed;
      boolean isReleased = missed;
      for (long key : channelKeys) {
        Boolean one = released.get(key);
        isAny |= one != null;
        isReleased |= one != null && one;
      }
      return isAny ? isReleased : null;
    }
  }

  /** Returns what was noted since the last call. Any thread may call it. */
  public Notes drain() {
    synchronized (noted) {
      Notes notes = new Notes(Map.copyOf(noted), missed);
      noted.clear();
      missed = false;
      return notes;
    }
  }

  private void run() {
    thread.repeat(this::watchUntilLost, onError);
  }

  private void watchUntilLost() throws InterruptedException {
    List<Channel> channels = controlChannels.get();
    if (channels.isEmpty()) {
      thread.pause(UNLISTED_PAUSE);
      return;
    }
    try {
      watch(channels);
    } catch (SynnaxException e) {
      if (thread.isStopped()) {
        return;
      }
      failures++;
      thread.pause(pauseAfter(e));
    }
  }

  private Duration pauseAfter(SynnaxException e) {
    if (e.retriable()) {
      LOG.debug("The stream of control channels was lost: reason={}", e.getMessage());
      return policy.delay(failures, environment.random().getAsDouble());
    }
    if (!refusalReported) {
      refusalReported = true;
      LOG.warn(
          "The control channels of the cluster cannot be read, so rows that are stored late are"
              + " found within a minute instead of at once; give the user the right to retrieve"
              + " them: channels={} reason={}",
          controlChannels.get().stream().map(Channel::name).toList(),
          e.getMessage());
    }
    return REFUSED_PAUSE;
  }

  private void watch(List<Channel> channels) throws InterruptedException {
    StreamerOptions options =
        StreamerOptions.DEFAULT.withBuffer(BUFFER_BYTES, Overflow.DROP_OLDEST);
    try (Streamer open = cluster.openStreamer(channels, options)) {
      current = open;
      opened = true;
      long dropped = 0;
      while (!thread.isStopped() && channels.equals(controlChannels.get())) {
        Frame frame = open.read(READ_TIMEOUT);
        if (frame != null) {
          note(ControlTransfers.read(frame));
          failures = 0;
        }
        watching = true;
        if (open.droppedFrames() > dropped) {
          dropped = open.droppedFrames();
          noteMissed();
        }
      }
    } finally {
      current = null;
      watching = false;
      if (opened) {
        noteMissed();
      }
      opened = false;
    }
  }

  void note(List<Transfer> transfers) {
    synchronized (noted) {
      transfers.forEach(t -> noted.merge(t.channelKey(), t.isRelease(), Boolean::logicalOr));
    }
  }

  /** The next stream says who writes then, not who has ended meanwhile. */
  private void noteMissed() {
    synchronized (noted) {
      missed = true;
    }
  }

  /** Ends the thread; returns when it has ended, or after a limit below one second. Idempotent. */
  @Override
  public void close() {
    thread.stop();
    Closing.all(current, thread);
  }
}
