package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.HistoryRows;
import io.synnaxconnect.client.HistoryRows.TooLargeSamples;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.buffer.HistoryResult;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.runtime.StoppableThread;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history thread: answers the requests of all groups of a task in turn, one block each, so that
 * a group with a long backlog does not block the others. One reading is open at a time, and only
 * briefly: while an iterator is open, the cluster cannot delete its channels. The thread ends when
 * no request came for a while, and the next request starts another one.
 */
public final class HistoryWorker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryWorker.class);

  /** How long a reading stays open for the next request. */
  private static final Duration OPEN_LIMIT = Duration.ofMillis(500);

  /** How long the thread waits after that; a gap causes a few requests in a row. */
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(2);

  private static final long LARGEST_BLOCK_BYTES = 2L << 20;
  private static final long SMALLEST_BLOCK_BYTES = 64L << 10;
  private static final int BLOCKS_IN_BUFFER = 32;

  /** How many later requests come before one for holes, for which no group waits. */
  private static final int HOLES_GIVE_WAY = 16;

  private static final int SAMPLE_BYTES = 8;
  private static final int SERIES_OVERHEAD_BYTES = 200;

  /**
   * A request in the queue.
   *
   * @param place in the queue: the smallest is next
   */
  private record Job(StreamSession session, IndexGroup group, HistoryRequest request, long place) {

    /** A group that waits for rows no longer asks for those that were stored late. */
    private boolean isReplacedBy(IndexGroup other) {
      return request.purpose() == Purpose.HOLES && group.groupKey() == other.groupKey();
    }
  }

  private final SynnaxCluster cluster;
  private final FrameBuffer buffer;
  private final TooLargeSamples tooLarge;
  private final TaskEnvironment environment;
  private final String threadName;
  private final BlockingQueue<Job> jobs =
      new PriorityBlockingQueue<>(11, Comparator.comparingLong(Job::place));
  private long submitted;
  private volatile @Nullable HistoryCursor cursor;
  private final AtomicLong movesInLine = new AtomicLong();
  private volatile boolean stopped;

  /** The running thread, or null while there is no request. Guarded by this. */
  private @Nullable StoppableThread thread;

  /**
   * Reads nothing yet.
   *
   * @param tooLarge decides, on the thread of history, what happens to samples that are too large
   */
  public HistoryWorker(
      SynnaxCluster cluster,
      TaskPlan plan,
      FrameBuffer buffer,
      TooLargeSamples tooLarge,
      TaskEnvironment environment) {
    this.cluster = cluster;
    this.tooLarge = tooLarge;
    this.buffer = buffer;
    this.environment = environment;
    this.threadName = plan.name().threadName("history");
  }

  /** Queues a request for a block of rows; the result goes into the buffer. */
  public synchronized void submit(StreamSession session, IndexGroup group, HistoryRequest request) {
    jobs.removeIf(job -> job.isReplacedBy(group));
    long place = submitted++ + (request.purpose() == Purpose.HOLES ? HOLES_GIVE_WAY : 0);
    jobs.add(new Job(session, group, request, place));
    if (thread == null && !stopped) {
      StoppableThread started = new StoppableThread(environment, threadName, this::run);
      started.start();
      thread = started;
    }
  }

  /** How often a request was answered while others waited for their turn. Any thread may ask. */
  public long movesInLine() {
    return movesInLine.get();
  }

  /** Ends the thread; returns when it has ended, or after a limit below one second. Idempotent. */
  @Override
  public void close() {
    stopped = true;
    StoppableThread ending = current();
    if (ending != null) {
      ending.stop();
      closeCursor();
      ending.close();
    }
  }

  private synchronized @Nullable StoppableThread current() {
    return thread;
  }

  /** Ends the thread, unless a request came at the last moment: then returns false. */
  private synchronized boolean endIdle() {
    if (jobs.isEmpty()) {
      thread = null;
    }
    return thread == null;
  }

  private void run() {
    boolean owner = true;
    try {
      while (owner && !stopped) {
        owner = answerNext(cursor == null ? IDLE_LIMIT : OPEN_LIMIT);
      }
    } catch (InterruptedException e) {
      LOG.debug("History thread interrupted");
    } catch (Throwable e) {
      if (!stopped) {
        buffer.fail(e);
      }
    } finally {
      // After an idle end the cursor may belong to the next thread.
      if (owner) {
        closeCursor();
      }
    }
  }

  /** Whether a request waits for its answer. */
  boolean hasRequest() {
    return !jobs.isEmpty();
  }

  /** Waits for a request and answers it. Returns false if the thread ends. */
  boolean answerNext(Duration limit) throws InterruptedException {
    boolean open = cursor != null;
    Job next = jobs.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (next != null) {
      buffer.awaitRoomForHistory();
      buffer.add(answer(next));
      if (!jobs.isEmpty()) {
        movesInLine.incrementAndGet();
      }
    } else if (open) {
      closeCursor();
    } else {
      return !endIdle();
    }
    return true;
  }

  private HistoryResult answer(Job job) throws InterruptedException {
    try {
      HistoryAnswer answer = read(job.session(), job.request());
      return new HistoryResult(
          job.session(), job.group(), job.request(), answer, null, costBytes(answer.rows()));
    } catch (SynnaxException e) {
      closeCursor();
      return new HistoryResult(job.session(), job.group(), job.request(), null, e, 0);
    }
  }

  private HistoryAnswer read(StreamSession session, HistoryRequest request)
      throws InterruptedException {
    long readNanos = environment.nowNanos();
    HistoryCursor open = cursor;
    if (open != null && open.continuesWith(request)) {
      return open.next(readNanos);
    }
    return request.purpose() == Purpose.HOLES
        ? readFirstFilled(session, request, readNanos)
        : readFromStart(session, request, readNanos);
  }

  /** Reads the first of several ranges in which anything is stored. */
  private HistoryAnswer readFirstFilled(
      StreamSession session, HistoryRequest request, long readNanos) throws InterruptedException {
    requireCluster(session.clusterKey());
    List<TimeRange> ranges = new ArrayList<>(List.of(request.range()));
    ranges.addAll(request.others());
    Channel index = Objects.requireNonNull(request.group().index());
    int first = cluster.firstWithHistory(List.of(index), ranges);
    if (first < 0) {
      return new HistoryAnswer(List.of(), true, readNanos, ranges.get(ranges.size() - 1));
    }
    TimeRange range = ranges.get(first);
    HistoryRequest one = new HistoryRequest(Purpose.HOLES, request.group(), range);
    return readFromStart(session, one, readNanos).of(range);
  }

  private HistoryAnswer readFromStart(StreamSession session, HistoryRequest request, long readNanos)
      throws InterruptedException {
    closeCursor();
    requireCluster(session.clusterKey());
    if (request.purpose() == Purpose.CHANNELS
        && !cluster.hasHistory(request.group().channels(), request.range())) {
      return new HistoryAnswer(List.of(), true, readNanos);
    }
    HistoryCursor open = new HistoryCursor(request, openRows(request));
    cursor = open;
    if (stopped) {
      open.close();
      throw new SynnaxException(Code.CLOSED, "the task was stopped");
    }
    return open.next(readNanos);
  }

  private HistoryRows openRows(HistoryRequest request) {
    int chunkSamples = chunkSamples(request.group());
    HistoryRows rows =
        request.purpose().withIncompleteRow()
            ? cluster.readFinishedHistory(request.group(), request.range(), chunkSamples)
            : cluster.readHistory(request.group(), request.range(), chunkSamples);
    rows.handleTooLarge(tooLarge);
    return rows;
  }

  /** Rows of another cluster, or of a wiped one, must not be taken for rows of this one. */
  private void requireCluster(String clusterKey) {
    String answering = cluster.checkConnectivity().clusterKey();
    if (!answering.equals(clusterKey)) {
      throw new SynnaxException(
          Code.UNREACHABLE,
          "Another cluster answers: expected " + clusterKey + " but found " + answering);
    }
  }

  /** How many rows make a block that is small compared with the buffer. */
  private int chunkSamples(IndexGroup group) {
    long blockBytes =
        Math.max(
            SMALLEST_BLOCK_BYTES,
            Math.min(LARGEST_BLOCK_BYTES, buffer.maxBytes() / BLOCKS_IN_BUFFER));
    return (int) Math.max(1, blockBytes / (SAMPLE_BYTES * (group.channels().size() + 1L)));
  }

  private static long costBytes(List<Rows> rows) {
    Set<Series> series = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Rows piece : rows) {
      piece.columns().forEach(column -> series.add(column.series()));
    }
    long bytes = 0;
    for (Series one : series) {
      bytes += one.dataBytes() + SERIES_OVERHEAD_BYTES;
    }
    return bytes + SAMPLE_BYTES * rows.stream().mapToLong(Rows::rowCount).sum();
  }

  private void closeCursor() {
    HistoryCursor open = cursor;
    if (open != null) {
      open.close();
    }
    cursor = null;
  }
}
