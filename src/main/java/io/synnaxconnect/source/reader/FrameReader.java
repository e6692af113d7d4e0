package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.ClusterInfo;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.buffer.SessionOpened;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.channels.ChannelList;
import io.synnaxconnect.source.channels.ChannelLister;
import io.synnaxconnect.source.channels.ChannelMonitor;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.runtime.Closing;
import io.synnaxconnect.source.runtime.ReconnectPolicy;
import io.synnaxconnect.source.runtime.StoppableThread;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reader thread: keeps one live stream open and drains it into the buffer, whatever Kafka does.
 * A lost stream is opened anew without end, after a new login and a new look at the channels; what
 * cannot get better by itself is left in the buffer as terminal failure.
 */
public final class FrameReader implements ChannelMonitor.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FrameReader.class);

  /** How long a newer list of channels waits at most while no frame comes. */
  private static final Duration READ_TIMEOUT = Duration.ofMillis(250);

  private final SynnaxCluster connection;
  private final TaskPlan plan;
  private final ChannelLister lister;
  private final FrameBuffer buffer;
  private final FrameIntake intake;
  private final MetricSet metrics;
  private final TaskEnvironment environment;
  private final ReconnectPolicy reconnectPolicy;
  private final SessionPlanner planner;
  private final StartOffsets startOffsets;
  private final Outage outage;
  private final BlockingQueue<ChannelList> lists = new LinkedBlockingQueue<>();
  private final Set<Long> rejoining = ConcurrentHashMap.newKeySet();
  private final StoppableThread thread;
  private Runnable first = () -> {};
  private volatile @Nullable OpenStream current;
  private volatile @Nullable StreamSession currentSession;
  private boolean openedBefore;

  public FrameReader(
      SynnaxCluster connection,
      ChannelLister lister,
      TaskPlan plan,
      FrameBuffer buffer,
      Reporting reporting,
      StartOffsets startOffsets,
      TaskEnvironment environment) {
    this.connection = connection;
    this.lister = lister;
    this.startOffsets = startOffsets;
    this.plan = plan;
    this.buffer = buffer;
    this.metrics = reporting.metrics();
    this.outage = new Outage(reporting.status());
    this.environment = environment;
    this.reconnectPolicy = plan.options().reconnectPolicy();
    this.planner = new SessionPlanner(plan, reporting);
    this.intake = new FrameIntake(buffer, reporting, environment);
    this.thread = new StoppableThread(environment, plan.name().threadName("reader"), this::run);
  }

  /**
   * Starts the thread.
   *
   * @param first what it does before it reads; may wait for Kafka
   */
  public void start(Runnable first) {
    this.first = first;
    thread.start();
  }

  /** The stream that stands now, or null. Any thread may ask. */
  public @Nullable OpenStream currentStream() {
    return current;
  }

  /** The newest stream that was opened, or null. Any thread may ask. */
  public @Nullable StreamSession currentSession() {
    return currentSession;
  }

  /** The same, but only while it is still there. Any thread may ask. */
  public @Nullable StreamSession standingSession() {
    return current == null ? null : currentSession;
  }

  /** Opens the stream anew, after another look at the channels. Any thread may ask. */
  public void reopen(String reason) {
    OpenStream stream = current;
    if (stream != null) {
      stream.abandon(new SynnaxException(Code.UNREACHABLE, reason));
    }
  }

  /** Passes a list of channels to the reader, which ignores it if it knows a newer one. */
  @Override
  public void onChannels(ChannelList list) {
    lists.add(list);
  }

  /** Whether a group waits for a newer list of channels. Any thread may ask. */
  @Override
  public boolean wantsList() {
    return !rejoining.isEmpty();
  }

  @Override
  public void onFailure(RuntimeException failure) {
    // The reader meets the same failure and reports it.
    LOG.debug("Channels are no longer listed", failure);
  }

  /**
   * Begins one group anew inside the stream with the next list of channels: history no longer
   * answers for what the group was. Any thread may ask.
   */
  public void rejoin(long groupKey) {
    rejoining.add(groupKey);
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
    thread.stop();
    Closing.all(current, connection, thread);
  }

  private void run() {
    try {
      first.run();
      while (!thread.isStopped()) {
        readUntilLost();
      }
    } catch (InterruptedException e) {
      // Only close() interrupts.
      LOG.debug("The reader was told to end");
    } catch (Throwable e) {
      if (!thread.isStopped()) {
        buffer.fail(e);
      }
    }
  }

  private void readUntilLost() throws InterruptedException {
    try {
      readOneStream();
    } catch (SynnaxException e) {
      if (thread.isStopped()) {
        return;
      }
      onLost(e);
      Duration delay = reconnectPolicy.delay(outage.failures(), environment.random().getAsDouble());
      thread.pause(delay);
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
    connection.reconnect();
    ClusterInfo cluster = connection.login();
    metrics.add(TaskMetric.LOGINS_TOTAL, 1);
    ChannelList list = lister.list(cluster.clusterKey());
    StreamSession session = planner.plan(list, environment.nowNanos());
    if (session.channels().isEmpty()) {
      note(session, list);
      awaitNewer(list);
      return;
    }
    Map<Long, SourceOffset> starts = startOffsets.of(session, planner::allGroups);
    try (OpenStream stream =
        new OpenStream(connection.openStreamer(session.channels(), plan.options().live()))) {
      current = stream;
      onOpened(session, list, starts);
      drain(stream, list.number());
    } finally {
      current = null;
      startOffsets.streamEnded(environment.nowNanos());
      metrics.set(TaskMetric.STREAM_OPEN, 0);
    }
  }

  /** Nothing is to be read until somebody creates channels. */
  private void awaitNewer(ChannelList list) throws InterruptedException {
    ChannelList newer = list;
    while (newer != null && newer.number() <= list.number()) {
      newer = lists.poll(plan.options().refreshInterval().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void onOpened(StreamSession session, ChannelList list, Map<Long, SourceOffset> starts) {
    note(session, list);
    open(session, session.groups(), starts);
    metrics.set(TaskMetric.STREAM_OPEN, 1);
    if (openedBefore) {
      metrics.add(TaskMetric.RECONNECTS_TOTAL, 1);
    }
    openedBefore = true;
    outage.opened(session, environment.nowNanos());
  }

  /** Tells the groups what became of their channels since the stream before. */
  private void note(StreamSession session, ChannelList list) {
    rejoining.clear();
    SessionChange change = planner.change(currentSession, session, list);
    currentSession = session;
    change.changed().forEach(buffer::change);
  }

  private void open(
      StreamSession session, Collection<IndexGroup> groups, Map<Long, SourceOffset> starts) {
    for (IndexGroup group : groups) {
      buffer.open(new SessionOpened(session, group, starts.get(group.groupKey())));
    }
    startOffsets.opened(session);
  }

  private void drain(OpenStream stream, long listNumber) throws InterruptedException {
    long newest = listNumber;
    while (!thread.isStopped()) {
      Frame frame = stream.read(READ_TIMEOUT);
      if (frame != null) {
        outage.over();
        metrics.add(TaskMetric.SHED_FRAMES_TOTAL, stream.takeDroppedFrames());
        intake.accept(frame, session());
      }
      ChannelList list = lists.poll();
      if (list != null && list.number() > newest) {
        newest = list.number();
        follow(list, stream);
      }
    }
  }

  private StreamSession session() {
    return Objects.requireNonNull(currentSession, "a stream stands");
  }

  /** Carries on with the channels of a newer list; the stream does not end. */
  private void follow(ChannelList list, OpenStream stream) throws InterruptedException {
    StreamSession before = session();
    if (!list.clusterKey().equals(before.clusterKey())) {
      throw new SynnaxException(Code.UNREACHABLE, "Another cluster answers: " + list.clusterKey());
    }
    StreamSession now = planner.follow(before, list);
    SessionChange change = planner.change(before, now, list);
    Set<Long> again = takeRejoining();
    if (change.isEmpty() && again.isEmpty()) {
      return;
    }
    Map<Long, SourceOffset> starts = startOffsets.of(now, planner::allGroups);
    // Whoever takes a frame has to know its channels before.
    change.changed().forEach(buffer::change);
    Set<IndexGroup> begun = new LinkedHashSet<>(change.begun());
    now.groups().stream().filter(g -> again.contains(g.groupKey())).forEach(begun::add);
    // Groups that no current stream carries are let go: it has to be known before theirs begin.
    currentSession = now;
    open(now, begun, starts);
    if (change.changesStream()) {
      stream.update(now.channels());
    }
  }

  private Set<Long> takeRejoining() {
    Set<Long> taken = Set.copyOf(rejoining);
    rejoining.removeAll(taken);
    return taken;
  }
}
