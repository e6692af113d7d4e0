package io.synnaxconnect.source;

import io.synnaxconnect.client.ClusterInfo;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.convert.SourceOffset;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reader thread: keeps one live stream open and drains it into the buffer, whatever Kafka does.
 * A lost stream is opened anew without end, after a new login and a new look at the channels; what
 * cannot get better by itself is left in the buffer as terminal failure.
 */
final class FrameReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FrameReader.class);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofMillis(800);

  private final SynnaxConnection connection;
  private final TaskPlan plan;
  private final FrameBuffer buffer;
  private final SourceTaskMetrics metrics;
  private final TaskEnvironment environment;
  private final ReconnectPolicy reconnectPolicy;
  private final SessionPlanner planner;
  private final Checkpoints checkpoints;
  private final Outage outage = new Outage();
  private final EpisodeLog tooLargeLog = new EpisodeLog();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable OpenStream current;
  private volatile @Nullable StreamSession currentSession;
  private boolean openedBefore;

  FrameReader(
      SynnaxConnection connection,
      TaskPlan plan,
      FrameBuffer buffer,
      SourceTaskMetrics metrics,
      Checkpoints checkpoints,
      TaskEnvironment environment) {
    this.connection = connection;
    this.checkpoints = checkpoints;
    this.plan = plan;
    this.buffer = buffer;
    this.metrics = metrics;
    this.environment = environment;
    this.reconnectPolicy =
        new ReconnectPolicy(
            plan.options().reconnectBackoff(), plan.options().reconnectBackoffMax());
    this.planner = new SessionPlanner(plan);
    this.thread = environment.threads().newThread(this::run);
    this.thread.setName(plan.name().threadName("reader"));
  }

  /** Starts the thread. */
  void start() {
    thread.start();
  }

  /** The stream that stands now, or null. Any thread may ask. */
  @Nullable OpenStream currentStream() {
    return current;
  }

  /** The newest stream that was opened, or null. Any thread may ask. */
  @Nullable StreamSession currentSession() {
    return currentSession;
  }

  /** Opens the stream anew, after another look at the channels. Any thread may ask. */
  void reopen(String reason) {
    OpenStream stream = current;
    if (stream != null) {
      stream.abandon(new SynnaxException(Code.UNREACHABLE, reason));
    }
  }

  /** The failures since the last frame. */
  Outage outage() {
    return outage;
  }

  /** Whether the thread is not running. */
  boolean hasEnded() {
    return !thread.isAlive();
  }

  /** Ends the thread; returns when it has ended, or after a limit below one second. Idempotent. */
  @Override
  public void close() {
    stopped.countDown();
    thread.interrupt();
    try (SynnaxConnection closing = connection;
        OpenStream stream = current) {
      LOG.debug("Closing: connection={} stream={}", closing, stream);
    } finally {
      join();
    }
  }

  private void join() {
    try {
      thread.join(STOP_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("The reader did not end in time: thread={}", thread.getName());
    }
  }

  private boolean isStopping() {
    return stopped.getCount() == 0;
  }

  private void run() {
    try {
      while (!isStopping()) {
        readUntilLost();
      }
    } catch (InterruptedException e) {
      // Only close() interrupts.
      LOG.debug("The reader was told to end");
    } catch (Throwable e) {
      if (!isStopping()) {
        buffer.fail(e);
      }
    }
  }

  private void readUntilLost() throws InterruptedException {
    try {
      readOneStream();
    } catch (SynnaxException e) {
      if (isStopping()) {
        return;
      }
      onLost(e);
      Duration delay = reconnectPolicy.delay(outage.failures(), environment.random().getAsDouble());
      pause(delay);
    }
  }

  private void onLost(SynnaxException e) {
    if (e.code() == Code.MALFORMED) {
      metrics.add(TaskMetric.MALFORMED_FRAMES_TOTAL, 1);
    }
    if (!e.retriable()) {
      throw e;
    }
    outage.failed(e, environment.nowNanos());
  }

  private void readOneStream() throws InterruptedException {
    connection.resetConnectBackoff();
    ClusterInfo cluster = connection.login();
    metrics.add(TaskMetric.LOGINS_TOTAL, 1);
    List<Channel> channels = connection.retrieveChannels();
    StreamSession session = planner.plan(cluster, channels, environment.nowNanos());
    if (session.channels().isEmpty()) {
      // Nothing to read until somebody creates channels: look again later.
      pause(plan.options().connectivityCheckInterval());
      return;
    }
    Map<Long, SourceOffset> starts =
        checkpoints.of(session, () -> plan.selection().apply(channels));
    try (OpenStream stream =
        new OpenStream(connection.openStreamer(session.channels(), plan.options().live()))) {
      current = stream;
      onOpened(session, starts);
      drain(stream, session);
    } finally {
      current = null;
      checkpoints.streamEnded(environment.nowNanos());
      metrics.set(TaskMetric.STREAM_OPEN, 0);
    }
  }

  private void onOpened(StreamSession session, Map<Long, SourceOffset> starts) {
    currentSession = session;
    for (IndexGroup group : session.groups()) {
      buffer.open(new SessionOpened(session, group, starts.get(group.groupKey())));
    }
    checkpoints.opened(session);
    metrics.set(TaskMetric.STREAM_OPEN, 1);
    if (openedBefore) {
      metrics.add(TaskMetric.RECONNECTS_TOTAL, 1);
    }
    openedBefore = true;
    outage.opened(session, environment.nowNanos());
  }

  private void drain(OpenStream stream, StreamSession session) throws InterruptedException {
    while (!isStopping()) {
      Frame frame = stream.read(READ_TIMEOUT);
      if (frame != null) {
        outage.over();
        metrics.add(TaskMetric.SHED_FRAMES_TOTAL, stream.takeDroppedFrames());
        accept(frame, session);
      }
    }
  }

  private void accept(Frame frame, StreamSession session) {
    metrics.add(TaskMetric.RECEIVED_FRAMES_TOTAL, 1);
    metrics.add(TaskMetric.RECEIVED_BYTES_TOTAL, frame.retainedBytes());
    List<GroupFrame> shares = session.split(frame, environment.nowNanos());
    FrameBuffer.Outcome outcome = buffer.offer(shares);
    if (outcome == FrameBuffer.Outcome.KEPT) {
      return;
    }
    metrics.add(TaskMetric.SHED_FRAMES_TOTAL, 1);
    metrics.add(
        TaskMetric.SHED_SAMPLES_TOTAL, shares.stream().mapToLong(GroupFrame::sampleCount).sum());
    logShed(outcome, frame);
  }

  private void logShed(FrameBuffer.Outcome outcome, Frame frame) {
    if (outcome == FrameBuffer.Outcome.SHED_FIRST) {
      LOG.warn(
          "Kafka takes records more slowly than they come and the buffer is full: frames are shed"
              + " until half of it is free; raise buffer.max.bytes={} or speed up the producer",
          buffer.maxBytes());
    } else if (outcome == FrameBuffer.Outcome.SHED_TOO_LARGE
        && tooLargeLog.admit(1, environment.nowNanos()) > 0) {
      LOG.warn(
          "A frame is larger than the whole buffer and was shed: raise buffer.max.bytes={}"
              + " frameBytes={}",
          buffer.maxBytes(),
          frame.retainedBytes());
    }
  }

  private void pause(Duration delay) throws InterruptedException {
    boolean stop = stopped.await(delay.toNanos(), TimeUnit.NANOSECONDS);
    LOG.trace("pause over: stop={}", stop);
  }
}
