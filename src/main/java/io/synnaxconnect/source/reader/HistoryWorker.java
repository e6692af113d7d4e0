package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.HistoryRows;
import io.synnaxconnect.client.HistoryRows.Omissions;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.HistoryResult;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.source.runtime.TaskName;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of all groups of a task for history, one block each, with a few threads for
 * each node of the cluster. A request that begins a reading, as every small repair does, has
 * threads of its own: it never waits for the blocks of long replays. Readings stay open for the
 * next block, but only for seconds: while an iterator is open, the cluster cannot delete its
 * channels. Threads end when no request came for a while, and the next request starts another one.
 */
public final class HistoryWorker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryWorker.class);

  /** How long a reading stays open for the next request, and a thread lives without one. */
  private static final Duration OPEN_LIMIT = Duration.ofMillis(500);

  /** How many readings may begin at a time: looks take little of a cluster, but many exchanges. */
  private static final int BEGINNING_THREADS = 8;

  private static final int REPLAY_THREADS = 2;

  private static final long JOIN_MILLIS = 800;

  private static final long LARGEST_BLOCK_BYTES = 2L << 20;
  private static final long SMALLEST_BLOCK_BYTES = 64L << 10;
  private static final int BLOCKS_IN_BUFFER = 32;

  /** How many later requests come before one for holes, for which no group waits. */
  private static final int HOLES_GIVE_WAY = 16;

  private static final int SAMPLE_BYTES = 8;

  /**
   * A request in a queue.
   *
   * @param frees whether rows in memory wait for the answer, so that it never waits for memory
   * @param questionsBefore for {@link ClusterCheck#require}
   * @param place in the queue: the smallest is next
   */
  private record Job(
      HistoryWorker worker,
      StreamSession session,
      IndexGroup group,
      HistoryRequest request,
      boolean begins,
      boolean frees,
      long questionsBefore,
      long place)
      implements Runnable, Comparable<Job> {

    @Override
    public void run() {
      worker.run(this);
    }

    @Override
    public int compareTo(Job other) {
      return Long.compare(place, other.place);
    }

    private GroupId id() {
      return new GroupId(session.clusterKey(), group.groupKey());
    }

    /** A group that waits for rows no longer asks for those that were stored late. */
    private boolean isReplacedBy(IndexGroup other) {
      return request.purpose().isForHoles() && group.groupKey() == other.groupKey();
    }
  }

  private final SynnaxCluster cluster;
  private final ClusterCheck check;
  private final FrameBuffer buffer;
  private final Omissions omissions;
  private final TaskEnvironment environment;
  private final TaskName name;
  private final int threads;

  /** A node that does not answer keeps its own groups waiting only. */
  private final Map<Integer, NodeThreads> nodes = new ConcurrentSkipListMap<>();

  private volatile boolean closed;
  private final OpenCursors cursors;
  private final ReadRate rate;
  private final AtomicLong submitted = new AtomicLong();
  private final AtomicLong movesInLine = new AtomicLong();

  /**
   * Reads nothing yet.
   *
   * @param omissions hears, on threads of history, of what readings omit
   */
  public HistoryWorker(
      SynnaxCluster cluster,
      TaskPlan plan,
      FrameBuffer buffer,
      Omissions omissions,
      TaskEnvironment environment) {
    this(
        cluster,
        plan.name(),
        new ReadRate(plan.options().historyMaxBytesPerSecond()),
        buffer,
        omissions,
        environment,
        BEGINNING_THREADS);
  }

  /** A worker with so many threads that begin readings; with 0, see {@link #answerNext}. */
  HistoryWorker(
      SynnaxCluster cluster,
      TaskName name,
      ReadRate rate,
      FrameBuffer buffer,
      Omissions omissions,
      TaskEnvironment environment,
      int threads) {
    this.rate = rate;
    this.cluster = cluster;
    this.check = new ClusterCheck(cluster, environment::nowNanos);
    this.omissions = omissions;
    this.buffer = buffer;
    this.cursors = new OpenCursors(buffer.maxBytes() / 4);
    this.environment = environment;
    this.name = name;
    this.threads = threads;
  }

  /** The threads that read the channels of one node of the cluster. */
  private record NodeThreads(ThreadPoolExecutor beginnings, ThreadPoolExecutor replays) {

    private List<ThreadPoolExecutor> both() {
      return List.of(beginnings, replays);
    }
  }

  private NodeThreads newThreads() {
    return new NodeThreads(
        threads(name.threadName("history"), threads),
        threads(name.threadName("history-replay"), Math.min(threads, REPLAY_THREADS)));
  }

  private ThreadPoolExecutor threads(String threadName, int count) {
    ThreadFactory factory =
        work -> {
          Thread thread = environment.threads().newThread(() -> runUntilIdle(work));
          thread.setName(threadName);
          return thread;
        };
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count,
            Math.max(1, count),
            OPEN_LIMIT.toNanos(),
            TimeUnit.NANOSECONDS,
            new PriorityBlockingQueue<>(),
            factory);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private void runUntilIdle(Runnable work) {
    work.run();
    closeIdleCursors();
  }

  private void closeIdleCursors() {
    cursors.closeIdleSince(environment.nowNanos() - OPEN_LIMIT.toNanos());
  }

  /**
   * Queues a request for a block of rows; the result goes into the buffer.
   *
   * @param frees whether rows in memory wait for the answer: it goes first, and needs no room
   */
  public void submit(
      StreamSession session, IndexGroup group, HistoryRequest request, boolean frees) {
    threadsOf(group).replays().getQueue().removeIf(job -> ((Job) job).isReplacedBy(group));
    boolean isForHoles = request.purpose().isForHoles();
    GroupId id = new GroupId(session.clusterKey(), group.groupKey());
    boolean begins = !isForHoles && !cursors.continueWith(session, id, request);
    long place = submitted.getAndIncrement() + (isForHoles ? HOLES_GIVE_WAY : 0);
    place -= frees ? Long.MAX_VALUE / 2 : 0;
    queue(new Job(this, session, group, request, begins, frees, check.questionsBefore(), place));
  }

  private NodeThreads threadsOf(IndexGroup group) {
    return nodes.computeIfAbsent(group.leaseholder(), any -> newThreads());
  }

  private void queue(Job job) {
    NodeThreads node = threadsOf(job.group());
    if (closed) {
      node.both().forEach(ThreadPoolExecutor::shutdownNow);
    }
    try {
      (job.begins() ? node.beginnings() : node.replays()).execute(job);
    } catch (RejectedExecutionException e) {
      LOG.debug("Request dropped after the stop", e);
    }
  }

  /** How often a request was answered while others waited for their turn. Any thread may ask. */
  public long movesInLine() {
    return movesInLine.get();
  }

  /** Whether a request waits for a thread. */
  boolean hasRequest() {
    return executors().stream().anyMatch(pool -> !pool.getQueue().isEmpty());
  }

  /** Answers the next request for which there is room, if there is one, on the caller's thread. */
  void answerNext() {
    for (ThreadPoolExecutor pool : executors()) {
      Job next = (Job) pool.getQueue().peek();
      if (next != null && (next.frees() || buffer.hasRoomForHistory(next.begins()))) {
        pool.getQueue().remove(next);
        next.run();
        return;
      }
    }
  }

  private List<ThreadPoolExecutor> executors() {
    return nodes.values().stream().flatMap(node -> node.both().stream()).toList();
  }

  /** Ends the threads; returns when they have ended, or after a limit below one second. */
  @Override
  public void close() {
    closed = true;
    executors().forEach(ThreadPoolExecutor::shutdownNow);
    cursors.close();
    try {
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
      for (ThreadPoolExecutor pool : executors()) {
        if (pool.getCorePoolSize() > 0
            && !pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          LOG.warn("Thread did not end in time: thread={}", "history");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Job job) {
    try {
      if (!job.begins()) {
        rate.await(environment::nowNanos);
      }
      if (!job.frees() && !buffer.awaitRoomForHistory(job.begins(), OPEN_LIMIT)) {
        // A request that frees memory may be first in the queue now.
        closeIdleCursors();
        queue(job);
        return;
      }
      HistoryResult result = answer(job);
      rate.spend(result.costBytes(), environment.nowNanos());
      buffer.add(result);
      if (hasRequest()) {
        movesInLine.incrementAndGet();
      }
      closeIdleCursors();
    } catch (InterruptedException e) {
      LOG.debug("History thread interrupted");
    } catch (Throwable e) {
      if (!closed) {
        buffer.fail(e);
      }
    }
  }

  private HistoryResult answer(Job job) throws InterruptedException {
    try {
      HistoryAnswer answer = read(job);
      return new HistoryResult(
          job.session(),
          job.group(),
          job.request(),
          answer,
          null,
          HistoryResult.costBytes(answer.rows()));
    } catch (SynnaxException e) {
      return new HistoryResult(job.session(), job.group(), job.request(), null, e, 0);
    }
  }

  private HistoryAnswer read(Job job) throws InterruptedException {
    long readNanos = environment.nowNanos();
    HistoryCursor open = cursors.take(job.session(), job.id(), job.request());
    if (open != null) {
      return next(job, open, readNanos);
    }
    return switch (job.request().purpose()) {
      case HOLES, CHANNEL_HOLES -> readFirstFilled(job, readNanos);
      case CHANNELS -> {
        HistoryRequest asked = job.request();
        requireCluster(job);
        yield cluster.hasHistory(asked.group().channels(), asked.range())
            ? readFromStart(job, asked, readNanos)
            : new HistoryAnswer(List.of(), true, readNanos);
      }
      case FOLLOWING, LAST, GAP -> readFromStart(job, job.request(), readNanos);
    };
  }

  /** Reads the first of several ranges in which anything is stored. */
  private HistoryAnswer readFirstFilled(Job job, long readNanos) throws InterruptedException {
    HistoryRequest request = job.request();
    requireCluster(job);
    List<TimeRange> ranges = new ArrayList<>(List.of(request.range()));
    ranges.addAll(request.others());
    List<Channel> looked =
        request.purpose() == Purpose.HOLES
            ? List.of(Objects.requireNonNull(request.group().index()))
            : request.group().channels();
    int first = cluster.firstWithHistory(looked, ranges);
    if (first < 0) {
      return new HistoryAnswer(List.of(), true, readNanos, ranges.get(ranges.size() - 1));
    }
    TimeRange range = ranges.get(first);
    HistoryRequest one = request.in(range);
    return readFromStart(job, one, readNanos).of(range);
  }

  private HistoryAnswer readFromStart(Job job, HistoryRequest request, long readNanos)
      throws InterruptedException {
    HistoryCursor opened =
        new HistoryCursor(request, range -> openRows(job, request, range), readNanos);
    cursors.begin(opened);
    return next(job, opened, readNanos);
  }

  private HistoryAnswer next(Job job, HistoryCursor cursor, long readNanos)
      throws InterruptedException {
    boolean done = false;
    try {
      HistoryAnswer answer = cursor.next(readNanos);
      cursors.keep(job.session(), job.id(), cursor, environment.nowNanos());
      done = true;
      return answer;
    } finally {
      if (!done) {
        cursors.discard(cursor);
      }
    }
  }

  /** Begins a reading, also one that goes on where another one ended. */
  private HistoryRows openRows(Job job, HistoryRequest request, TimeRange range) {
    requireCluster(job);
    int chunkSamples = chunkSamples(request.read());
    HistoryRows rows =
        request.purpose().withIncompleteRow()
            ? cluster.readFinishedHistory(request.read(), range, chunkSamples)
            : cluster.readHistory(request.read(), range, chunkSamples);
    rows.handleOmissions(omissions);
    return rows;
  }

  private void requireCluster(Job job) {
    check.require(job.session().clusterKey(), job.questionsBefore());
  }

  /** How many rows make a block that is small compared with the buffer. */
  private int chunkSamples(IndexGroup group) {
    long blockBytes =
        Math.max(
            SMALLEST_BLOCK_BYTES,
            Math.min(LARGEST_BLOCK_BYTES, buffer.maxBytes() / BLOCKS_IN_BUFFER));
    // A slow replay moves at least every few seconds, else it would look stalled.
    long slowBytes = Math.max(SMALLEST_BLOCK_BYTES, rate.bytesIn(1));
    blockBytes = Math.min(blockBytes, slowBytes);
    return (int) Math.max(1, blockBytes / (SAMPLE_BYTES * (group.channels().size() + 1L)));
  }
}
