package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.ClusterInfo;
import io.synnaxconnect.client.ControlTransfers;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.buffer.GroupStart;
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
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
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
 * It reopens a lost stream without limit, after a new login and with a new list of channels. A
 * failure that retrying cannot end goes into the buffer as terminal failure.
 */
public final class FrameReader implements ChannelMonitor.Listener, RenewableStream, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FrameReader.class);

  /** The longest time that a newer list of channels waits while no frame comes. */
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
  private final NodeRenewal renewal = new NodeRenewal();
  private final BlockingQueue<ChannelList> newLists = new LinkedBlockingQueue<>();
  private final Set<Long> rejoining = ConcurrentHashMap.newKeySet();
  private final StoppableThread thread;
  private Runnable beforeReading = () -> {};
  private volatile @Nullable OpenStream current;
  private volatile @Nullable StreamSession currentSession;
  private volatile List<Channel> controlChannels = List.of();
  private boolean openedBefore;

  /** Whether the stream that is being read was preceded by a list. */
  private boolean listed;

  /** When the cluster was last known to answer, nanoseconds since the Unix epoch. */
  private volatile long lastContactNanos;

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
   * @param beforeReading what it does before it reads; may wait for Kafka
   */
  public void start(Runnable beforeReading) {
    this.beforeReading = beforeReading;
    thread.start();
  }

  /** The open stream, or null. Any thread may ask. */
  public @Nullable OpenStream currentStream() {
    return current;
  }

  /** The newest stream that was opened, or null. Any thread may ask. */
  public @Nullable StreamSession currentSession() {
    return currentSession;
  }

  /** The newest stream while it is open, else null. Any thread may ask. */
  public @Nullable StreamSession openSession() {
    return current == null ? null : currentSession;
  }

  /** The control channels in the newest list that are to be streamed now. Any thread may ask. */
  public List<Channel> controlChannels() {
    return renewal.without(controlChannels);
  }

  /**
   * The cluster of the open stream has answered. That a stream has ended is noticed late: perhaps
   * another cluster has rows by then.
   *
   * @param nowNanos when it was asked, nanoseconds since the Unix epoch
   */
  void onContact(long nowNanos) {
    lastContactNanos = nowNanos;
  }

  /** Any thread may ask. */
  @Override
  public void renew(int node) {
    renewal.request(node);
  }

  /** Any thread may ask. */
  @Override
  public void reopenElsewhere(String reason) {
    connection.moveOn();
    reopen(reason);
  }

  @Override
  public int addresses() {
    return connection.addresses();
  }

  /** Reopens the stream with a new list of channels. Any thread may ask. */
  public void reopen(String reason) {
    OpenStream stream = current;
    if (stream != null) {
      stream.abandon(new SynnaxException(Code.UNREACHABLE, reason));
    }
  }

  /** Any thread may ask. */
  @Override
  public long lastFrameNanos() {
    return intake.lastFrameNanos();
  }

  /** Any thread may ask. */
  @Override
  public long lastFrameNanos(int node) {
    return intake.lastFrameNanos(node);
  }

  /** Passes a list of channels to the reader, which ignores it if it knows a newer one. */
  @Override
  public void onChannels(ChannelList list) {
    // While no stream is open nobody takes them, and only the newest counts.
    newLists.removeIf(older -> older.number() <= list.number());
    newLists.add(list);
  }

  /** Whether a group waits for a newer list of channels. Any thread may ask. */
  @Override
  public boolean wantsList() {
    return !rejoining.isEmpty();
  }

  @Override
  public void onFailure(Throwable failure) {
    LOG.debug("Channels are no longer listed", failure);
    // The reader itself meets a failure of the cluster and reports it.
    if (!(failure instanceof SynnaxException)) {
      fail(failure);
    }
  }

  /** Ends the task: another thread of it cannot go on. Any thread may ask. */
  void fail(Throwable cause) {
    if (!thread.isStopped()) {
      buffer.fail(cause);
    }
  }

  /**
   * Restarts one group within the stream with the next list of channels: history refuses the
   * channels that the group had. Any thread may ask.
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

  void run() {
    try {
      beforeReading.run();
      while (!thread.isStopped()) {
        readUntilLost();
      }
    } catch (InterruptedException e) {
      // Only close() interrupts.
      LOG.debug("Reader interrupted");
    } catch (Throwable e) {
      fail(e);
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
    if (!e.retriable() && !isOmittedNext(e)) {
      throw e;
    }
    if (e.code() == Code.TIMED_OUT) {
      // Perhaps this node answers everything else: its relay may be blocked.
      connection.moveOn();
    }
    outage.onFailure(e, environment.nowNanos());
  }

  /** Whether a next list omits the channel that was denied. */
  private boolean isOmittedNext(SynnaxException e) {
    return listed && omitsDenied() && e.code() == Code.ACCESS_DENIED;
  }

  /** Whether channels that the user may not read are omitted. */
  public boolean omitsDenied() {
    return plan.tried().isPresent();
  }

  private void readOneStream() throws InterruptedException {
    listed = false;
    connection.reconnect();
    ClusterInfo cluster = connection.login();
    metrics.add(TaskMetric.LOGINS_TOTAL, 1);
    ChannelList list = lister.list(cluster);
    listed = true;
    controlChannels = ControlTransfers.channels(list.channels());
    lastContactNanos = environment.wallNanos();
    StreamSession session = planner.plan(list, lastContactNanos);
    if (session.channels().isEmpty()) {
      applyChannels(session, list);
      startOffsets.onNothingToRead(session);
      awaitNewerThan(list);
      return;
    }
    Map<Long, GroupStart> starts = startOffsets.of(session, planner::allGroups);
    try (OpenStream stream =
        new OpenStream(connection.openStreamer(session.channels(), plan.options().live()))) {
      current = stream;
      onOpened(session, list, starts);
      drain(stream, list.number());
    } finally {
      current = null;
      renewal.end();
      startOffsets.onStreamEnd(lastContactNanos);
      metrics.set(TaskMetric.STREAM_OPEN, 0);
    }
  }

  /** Until somebody creates channels, there is nothing to read. */
  private void awaitNewerThan(ChannelList list) throws InterruptedException {
    ChannelList newer = list;
    while (newer != null && newer.number() <= list.number()) {
      newer = newLists.poll(plan.options().refreshInterval().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void onOpened(StreamSession session, ChannelList list, Map<Long, GroupStart> starts) {
    applyChannels(session, list);
    openGroups(session, session.groups(), starts);
    metrics.set(TaskMetric.STREAM_OPEN, 1);
    if (openedBefore) {
      metrics.add(TaskMetric.RECONNECTS_TOTAL, 1);
    }
    openedBefore = true;
    outage.onOpened(session, environment.nowNanos());
  }

  /** Queues for each group how its channels differ from those of the stream before. */
  private void applyChannels(StreamSession session, ChannelList list) {
    rejoining.clear();
    SessionChange change = planner.change(currentSession, session, list);
    currentSession = session;
    change.changed().forEach(buffer::change);
  }

  private void openGroups(
      StreamSession session, Collection<IndexGroup> groups, Map<Long, GroupStart> starts) {
    for (IndexGroup group : groups) {
      buffer.open(new SessionOpened(session, group, starts.get(group.groupKey())));
    }
    startOffsets.onOpened(session);
  }

  private void drain(OpenStream stream, long listNumber) throws InterruptedException {
    long newest = listNumber;
    while (!thread.isStopped()) {
      Frame frame = stream.read(READ_TIMEOUT);
      if (frame != null) {
        outage.onFrame();
        metrics.add(TaskMetric.SHED_FRAMES_TOTAL, stream.takeDroppedFrames());
        intake.accept(frame, session());
      }
      ChannelList list = newLists.poll();
      if (list != null && list.number() > newest) {
        newest = list.number();
        applyList(list, stream);
      }
      if (renewal.advance(environment.nowNanos())) {
        stream.update(renewal.without(session().channels()));
      }
    }
  }

  private StreamSession session() {
    return Objects.requireNonNull(currentSession, "a stream is open");
  }

  /** Continues with the channels of a newer list; the stream stays open. */
  private void applyList(ChannelList list, OpenStream stream) throws InterruptedException {
    StreamSession before = session();
    if (!list.clusterKey().equals(before.clusterKey())) {
      throw new SynnaxException(Code.UNREACHABLE, "Another cluster answers: " + list.clusterKey());
    }
    controlChannels = ControlTransfers.channels(list.channels());
    StreamSession now = planner.replan(before, list);
    SessionChange change = planner.change(before, now, list);
    Set<Long> again = drainRejoining();
    if (change.isEmpty() && again.isEmpty()) {
      return;
    }
    Map<Long, GroupStart> starts = startOffsets.of(now, planner::allGroups);
    // A group must know its channels before it gets a frame of them.
    change.changed().forEach(buffer::change);
    Set<IndexGroup> opening = new LinkedHashSet<>(change.newGroups());
    now.groups().stream().filter(g -> again.contains(g.groupKey())).forEach(opening::add);
    // The scheduler suspends groups that the current session does not carry, so it comes first.
    currentSession = now;
    openGroups(now, opening, starts);
    if (change.changesStream()) {
      stream.update(renewal.without(now.channels()));
    }
  }

  private Set<Long> drainRejoining() {
    Set<Long> drained = Set.copyOf(rejoining);
    rejoining.removeAll(drained);
    return drained;
  }
}
