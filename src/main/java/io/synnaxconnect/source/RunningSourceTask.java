package io.synnaxconnect.source;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.channels.ChannelLister;
import io.synnaxconnect.source.channels.ChannelMonitor;
import io.synnaxconnect.source.channels.ReadRights;
import io.synnaxconnect.source.group.DeliveredBlocks;
import io.synnaxconnect.source.group.GroupScheduler;
import io.synnaxconnect.source.group.StalestGroups;
import io.synnaxconnect.source.group.TaskGroup;
import io.synnaxconnect.source.group.TaskGroups;
import io.synnaxconnect.source.group.TaskReport;
import io.synnaxconnect.source.metrics.LagWindow;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.PollTimes;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.source.plan.PollBudget;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.reader.ConnectivityCheck;
import io.synnaxconnect.source.reader.FrameReader;
import io.synnaxconnect.source.reader.HistoryWorker;
import io.synnaxconnect.source.reader.StartOffsets;
import io.synnaxconnect.source.reader.WriterMonitor;
import io.synnaxconnect.source.runtime.Closing;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.SideTopics;
import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.source.sidetopics.TaskStartEvents;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A task between start and stop: drains what the reader and history deliver, group by group, and
 * emits it as records.
 */
public final class RunningSourceTask implements AutoCloseable {

  private final SourceTaskOptions options;
  private final FrameConverter converter;
  private final TaskEnvironment environment;
  private final FrameBuffer buffer;
  private final LagWindow lags;
  private final PollTimes times = new PollTimes(System::nanoTime);
  private final UntakenRecords untaken = new UntakenRecords(System::nanoTime);
  private final MetricSet metrics;
  private final FrameReader reader;
  private final HistoryWorker history;
  private final ChannelMonitor monitor;
  private final ConnectivityCheck connectivityCheck;
  private final DeliveredBlocks delivered;
  private final GroupScheduler scheduler;
  private final StallWatchdog watchdog;
  private final TaskStartEvents startEvents;
  private final SideTopics sideTopics;
  private final WriterMonitor writers;
  private final TaskRanges ranges;
  private final StatusQueue status;
  private final TaskFailure failure;

  /** How far the wall clock was set ahead. Of the poll thread alone. */
  private long wallAheadNanos;

  private RunningSourceTask(
      SynnaxCluster connection,
      TaskPlan plan,
      FrameConverter converter,
      WorkerServices worker,
      TaskEnvironment environment) {
    this.options = plan.options();
    this.converter = converter;
    this.environment = environment;
    this.buffer = new FrameBuffer(options.bufferMaxBytes());
    this.failure = new TaskFailure(buffer);
    this.lags = new LagWindow(environment.nowNanos());
    this.metrics = metrics(worker);
    StartOffsets startOffsets = new StartOffsets(connection, worker.storedOffsets(), options);
    ChannelLister lister = new ChannelLister(connection, plan.exact(), rights(connection, plan));
    this.status = statusQueue();
    Reporting reporting = new Reporting(metrics, status);
    this.reader =
        new FrameReader(connection, lister, plan, buffer, reporting, startOffsets, environment);
    this.monitor = monitor(connection, lister, plan);
    this.history = new HistoryWorker(connection, plan, buffer, this::omit, environment);
    this.connectivityCheck = new ConnectivityCheck(connection, reader, plan, environment);
    StalestGroups stalest = new StalestGroups(worker.gauges(), environment);
    TaskReport report = new TaskReport(reporting, stalest, environment);
    this.delivered = new DeliveredBlocks(metrics, report, lags);
    this.startEvents = new TaskStartEvents(plan, status, worker.storedOffsets());
    this.sideTopics =
        new SideTopics(plan, converter, status, worker.storedOffsets(), environment::wallNanos);
    TaskGroups groups = new TaskGroups(options, report, reader, environment);
    this.writers =
        new WriterMonitor(connection, reader::controlChannels, plan, environment, buffer::fail);
    this.ranges =
        new TaskRanges(
            connection, plan, environment, converter, sideTopics::onRanges, buffer::fail);
    this.scheduler = new GroupScheduler(groups, buffer, history, reader, sideTopics, writers);
    this.watchdog = watchdog(connection, reporting);
  }

  /**
   * Starts a task. Does not wait for the cluster: if it is down, the reader retries without limit.
   *
   * @param connection opens the connection, which the task closes
   * @param worker what Connect provides to the task
   */
  public static RunningSourceTask start(
      Supplier<SynnaxCluster> connection,
      TaskPlan plan,
      FrameConverter converter,
      WorkerServices worker,
      TaskEnvironment environment) {
    SynnaxCluster cluster = connection.get();
    try {
      return new RunningSourceTask(cluster, plan, converter, worker, environment).startThreads();
    } catch (Throwable e) {
      closeAfter(e, cluster);
      throw e;
    }
  }

  private MetricSet metrics(WorkerServices worker) {
    MetricSet made = MetricSet.ofTask(worker.gauges());
    made.measure(TaskMetric.CERTIFICATE_DAYS_LEFT, worker.certificates()::daysLeft);
    made.measure(TaskMetric.BUFFER_USED_BYTES, buffer::usedBytes);
    made.measure(TaskMetric.BUFFER_MAX_BYTES, buffer::maxBytes);
    made.measure(
        TaskMetric.BUFFER_FILL_RATIO, () -> (double) buffer.usedBytes() / buffer.maxBytes());
    lags.show(made, environment);
    times.show(made);
    return made;
  }

  private Optional<ReadRights> rights(SynnaxCluster connection, TaskPlan plan) {
    long graceNanos = options.delivery().stallTimeoutNanos();
    return plan.tried()
        .map(tried -> new ReadRights(connection, tried, graceNanos, System::nanoTime));
  }

  private void omit(Channel channel, TimeStamp timestamp, SynnaxException refusal) {
    converter.omit(channel, timestamp, String.valueOf(refusal.getMessage()));
  }

  private StatusQueue statusQueue() {
    return new StatusQueue(
        !options.sideTopics().statusTopic().isEmpty(),
        environment::wallNanos,
        () -> metrics.add(TaskMetric.STATUS_DROPPED_TOTAL, 1));
  }

  private ChannelMonitor monitor(SynnaxCluster connection, ChannelLister lister, TaskPlan plan) {
    return new ChannelMonitor(
        plan.name().threadName("channels"),
        options.refreshInterval(),
        options.reconnectPolicy(),
        lister,
        connection,
        environment,
        reader);
  }

  private StallWatchdog watchdog(SynnaxCluster connection, Reporting reporting) {
    return new StallWatchdog(
        connection, connectivityCheck::execute, reader::reopen, reporting, options.delivery());
  }

  private RunningSourceTask startThreads() {
    try {
      metrics.register();
      reader.start(startEvents);
      // The reader lists before it opens a stream.
      monitor.startAfterFirstList();
      if (options.lossless() && options.delivery().lateWindowNanos() > 0) {
        writers.start();
      }
      ranges.start();
      connectivityCheck.start();
      connectivityCheck.repeat(untaken::check);
      return this;
    } catch (Throwable e) {
      closeAfter(e, this);
      throw e;
    }
  }

  /** The connection and the task have no checked exceptions on closing. */
  private static void closeAfter(Throwable failure, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Returns records of whole row blocks; waits a limited time for the first one.
   *
   * @return null if there is none
   * @throws ConnectException if reading or converting has failed for good and everything before was
   *     returned
   */
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    times.beginPoll();
    untaken.onPoll();
    try {
      return pollRecords();
    } finally {
      times.endPoll();
    }
  }

  private @Nullable List<SourceRecord> pollRecords() throws InterruptedException {
    lags.advanceTo(environment.nowNanos());
    if (!ranges.awaitFirst(options.pollTimeout())) {
      return null;
    }
    wallAheadNanos = environment.wallAheadNanos();
    PollBudget budget = PollBudget.of(options);
    boolean more = true;
    while (more && !failure.isFound()) {
      runTimedWork();
      sideTopics.drainTo(budget);
      more = emitBatches(budget) && !budget.isSpent() && acceptNext(budget);
    }
    return budget.isEmpty() ? failOrNull(budget) : counted(budget.records());
  }

  /** Connect did not send a record that a poll returned. On any thread. */
  public void onDropped() {
    metrics.add(TaskMetric.RECORDS_DROPPED_TOTAL, 1);
  }

  private List<SourceRecord> counted(List<SourceRecord> records) {
    untaken.onReturned(records);
    metrics.add(TaskMetric.RECORDS_TOTAL, records.size());
    metrics.set(TaskMetric.CONVERSION_ERRORS_TOTAL, converter.skippedSamples());
    metrics.set(TaskMetric.OVERSIZED_SAMPLES_TOTAL, converter.oversizedSamples());
    return records;
  }

  /** Reports a failure first, which may yield a record; the next call throws it. */
  private @Nullable List<SourceRecord> failOrNull(PollBudget budget) {
    ConnectException reason = failure.unreported();
    if (reason != null) {
      status.report(Kind.TASK_FAILED, String.valueOf(reason.getMessage()));
      sideTopics.drainTo(budget);
    }
    if (!budget.isEmpty()) {
      return counted(budget.records());
    }
    failure.rethrow();
    return null;
  }

  private void runTimedWork() {
    long nowNanos = environment.nowNanos();
    if (!scheduler.tick(nowNanos)) {
      return;
    }
    try {
      watchdog.tick(
          new StallWatchdog.Moment(
              scheduler.carriedGroups(),
              reader.openSession(),
              history.movesInLine(),
              times.pollNanos(),
              nowNanos));
    } catch (ConnectException e) {
      failure.set(e);
    }
  }

  /**
   * Passes on the next entry of the buffer, if one comes in time.
   *
   * @return false when the poll is over
   */
  private boolean acceptNext(PollBudget budget) throws InterruptedException {
    long remainingNanos = budget.remainingNanos();
    BufferEntry entry = budget.isEmpty() ? await(remainingNanos) : buffer.take(Duration.ZERO);
    if (entry == null) {
      // A terminal failure ends the wait at once.
      return budget.isEmpty() && remainingNanos > 0 && buffer.failureIfDrained() == null;
    }
    accept(entry);
    // Frames without records must not keep the poll here without end.
    return remainingNanos > 0 || scheduler.nextGroup() != null;
  }

  private void accept(BufferEntry entry) {
    try {
      scheduler.accept(entry, environment.nowNanos());
    } catch (ConnectException e) {
      failure.set(e);
    }
  }

  /** Before a block of much history, everything is accepted that may go before it. */
  private void acceptUrgent(PollBudget budget) throws InterruptedException {
    boolean more = scheduler.nextGroup() != null && budget.remainingNanos() > 0;
    while (more && !scheduler.hasUrgentRows() && !failure.isFound()) {
      BufferEntry entry = buffer.take(Duration.ZERO);
      more = entry != null && budget.remainingNanos() > 0;
      if (entry != null) {
        accept(entry);
      }
    }
  }

  private @Nullable BufferEntry await(long remainingNanos) throws InterruptedException {
    long waitNanos = Math.min(remainingNanos, GroupScheduler.TICK_NANOS);
    if (waitNanos <= 0) {
      return buffer.take(Duration.ZERO);
    }
    long began = System.nanoTime();
    try {
      return buffer.take(Duration.ofNanos(waitNanos));
    } finally {
      times.addWait(System.nanoTime() - began);
    }
  }

  /**
   * Converts the batches of the groups, block by block, while the budget has room.
   *
   * @return whether no batch remains
   */
  private boolean emitBatches(PollBudget budget) throws InterruptedException {
    try {
      acceptUrgent(budget);
      for (TaskGroup group = scheduler.nextGroup(); group != null; group = scheduler.nextGroup()) {
        List<Rows> block = budget.isFull() ? List.of() : group.convertNext(converter, budget);
        if (block.isEmpty()) {
          return false;
        }
        // Read once: for small frames the clock costs as much as the records.
        long nowNanos = environment.nowNanos();
        budget.spendSamples(delivered.count(block, group.isLate(), nowNanos + wallAheadNanos));
        scheduler.onBlockEmitted(group, block, group.endBatch(nowNanos));
        acceptUrgent(budget);
      }
      return true;
    } catch (RuntimeException e) {
      metrics.set(TaskMetric.CONVERSION_ERRORS_TOTAL, converter.skippedSamples() + 1);
      failure.set(new ConnectException("A sample could not become a record: " + e.getMessage(), e));
      return false;
    }
  }

  /**
   * Ends threads and connection within a second. Idempotent; also closes a task whose start failed.
   */
  @Override
  public void close() {
    Closing.all(
        connectivityCheck, monitor::stop, writers, ranges, reader, history, monitor, metrics);
  }
}
