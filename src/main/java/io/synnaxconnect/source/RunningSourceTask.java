package io.synnaxconnect.source;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.channels.ChannelLister;
import io.synnaxconnect.source.channels.ChannelMonitor;
import io.synnaxconnect.source.group.DeliveredBlocks;
import io.synnaxconnect.source.group.GroupScheduler;
import io.synnaxconnect.source.group.StalestGroups;
import io.synnaxconnect.source.group.TaskGroup;
import io.synnaxconnect.source.group.TaskGroups;
import io.synnaxconnect.source.group.TaskReport;
import io.synnaxconnect.source.metrics.Gauges;
import io.synnaxconnect.source.metrics.LagWindow;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.PollTimes;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.reader.ConnectivityCheck;
import io.synnaxconnect.source.reader.FrameReader;
import io.synnaxconnect.source.reader.HistoryWorker;
import io.synnaxconnect.source.reader.ReaderChannels;
import io.synnaxconnect.source.reader.StartOffsets;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.SideTopics;
import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.source.sidetopics.TaskStartEvents;
import io.synnaxconnect.telem.Rows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task between start and stop: takes what the reader and history bring, group by group, and hands
 * it over as records.
 */
public final class RunningSourceTask implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningSourceTask.class);

  /** Records of many samples would else make one poll take all that memory holds. */
  private static final long MAX_POLL_SAMPLES = 1 << 20;

  private final SourceTaskOptions options;
  private final FrameConverter converter;
  private final TaskEnvironment environment;
  private final FrameBuffer buffer;
  private final LagWindow lags;
  private final PollTimes times = new PollTimes(System::nanoTime);
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
  private long samplesInPoll;
  private final StatusQueue status;
  private @Nullable ConnectException failure;
  private boolean failureTold;

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
    this.lags = new LagWindow(environment.nowNanos());
    this.metrics = metrics(worker.gauges());
    StartOffsets startOffsets = new StartOffsets(connection, worker.storedOffsets(), options);
    ChannelLister lister = new ChannelLister(connection);
    this.status =
        new StatusQueue(
            !options.sideTopics().statusTopic().isEmpty(),
            environment::nowNanos,
            () -> metrics.add(TaskMetric.STATUS_DROPPED_TOTAL, 1));
    Reporting reporting = new Reporting(metrics, status);
    this.reader =
        new FrameReader(connection, lister, plan, buffer, reporting, startOffsets, environment);
    this.monitor =
        new ChannelMonitor(
            plan.name().threadName("channels"),
            options.refreshInterval(),
            options.reconnectPolicy(),
            lister,
            connection,
            environment,
            new ReaderChannels(reader));
    this.history = new HistoryWorker(connection, plan, buffer, environment);
    this.connectivityCheck = new ConnectivityCheck(connection, reader, plan, environment);
    StalestGroups stalest = new StalestGroups(worker.gauges(), environment);
    TaskReport report = new TaskReport(reporting, stalest);
    this.delivered = new DeliveredBlocks(metrics, report, lags);
    this.startEvents = new TaskStartEvents(plan, status, worker.storedOffsets());
    this.sideTopics = new SideTopics(plan, converter, status, worker.storedOffsets());
    TaskGroups groups = new TaskGroups(options, report, reader, environment);
    this.scheduler = new GroupScheduler(groups, buffer, history, reader, sideTopics);
    this.watchdog =
        new StallWatchdog(
            connection, connectivityCheck::execute, reader::reopen, reporting, options.delivery());
  }

  /**
   * Starts a task. Does not wait for the cluster: one that is down is tried without end.
   *
   * @param connection opens the connection, which the task closes
   * @param worker what Connect gives the task
   */
  public static RunningSourceTask start(
      Supplier<SynnaxCluster> connection,
      TaskPlan plan,
      FrameConverter converter,
      WorkerServices worker,
      TaskEnvironment environment) {
    SynnaxCluster opened = connection.get();
    try {
      RunningSourceTask task = new RunningSourceTask(opened, plan, converter, worker, environment);
      return task.started();
    } catch (Throwable e) {
      closeAfter(e, opened);
      throw e;
    }
  }

  private MetricSet metrics(Gauges gauges) {
    MetricSet made = MetricSet.ofTask(gauges);
    made.measure(TaskMetric.BUFFER_USED_BYTES, buffer::usedBytes);
    made.measure(TaskMetric.BUFFER_MAX_BYTES, buffer::maxBytes);
    made.measure(
        TaskMetric.BUFFER_FILL_RATIO, () -> (double) buffer.usedBytes() / buffer.maxBytes());
    lags.show(made, environment);
    times.show(made);
    return made;
  }

  private RunningSourceTask started() {
    try {
      metrics.register();
      reader.start(startEvents);
      // The reader lists before it opens a stream.
      monitor.startAfterFirstList();
      connectivityCheck.start();
      return this;
    } catch (Throwable e) {
      closeAfter(e, this);
      throw e;
    }
  }

  /** The connection and the task have no checked exceptions on closing. */
  private static void closeAfter(Throwable failure, AutoCloseable opened) {
    try {
      opened.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Records of whole row blocks; waits a limited time for the first one.
   *
   * @return null when nothing came
   * @throws ConnectException when reading or converting has failed for good and everything before
   *     was returned
   */
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    times.beginPoll();
    try {
      return pollRecords();
    } finally {
      times.endPoll();
    }
  }

  private @Nullable List<SourceRecord> pollRecords() throws InterruptedException {
    lags.advanceTo(environment.nowNanos());
    List<SourceRecord> records = new ArrayList<>();
    long deadline = System.nanoTime() + options.pollTimeout().toNanos();
    boolean more = true;
    samplesInPoll = 0;
    while (more && failure == null) {
      tick();
      sideTopics.drainTo(records);
      handOver(records);
      more = scheduler.leaving() == null && takeNext(records, deadline);
    }
    if (records.isEmpty()) {
      tellFailure(records);
    }
    if (records.isEmpty()) {
      rethrowFailure();
      return null;
    }
    metrics.add(TaskMetric.RECORDS_TOTAL, records.size());
    metrics.set(TaskMetric.CONVERSION_ERRORS_TOTAL, converter.skippedSamples());
    metrics.set(TaskMetric.OVERSIZED_SAMPLES_TOTAL, converter.oversizedSamples());
    return records;
  }

  private void tick() {
    long nowNanos = environment.nowNanos();
    if (!scheduler.tick(nowNanos)) {
      return;
    }
    try {
      watchdog.tick(
          new StallWatchdog.Moment(
              scheduler.served(),
              reader.standingSession(),
              history.movesInLine(),
              times.pollNanos(),
              nowNanos));
    } catch (ConnectException e) {
      failure = e;
    }
  }

  /** Takes what came next, if anything does in time. False when this poll is over. */
  private boolean takeNext(List<SourceRecord> records, long deadline) throws InterruptedException {
    long leftNanos = deadline - System.nanoTime();
    if (records.size() >= options.pollMaxRecords() || (leftNanos <= 0 && !records.isEmpty())) {
      return false;
    }
    long waitNanos =
        records.isEmpty() ? Math.max(0, Math.min(leftNanos, GroupScheduler.TICK_NANOS)) : 0;
    BufferEntry entry = waitNanos == 0 ? buffer.take(Duration.ZERO) : await(waitNanos);
    if (entry == null) {
      // A terminal failure ends the wait at once.
      return records.isEmpty() && leftNanos > 0 && buffer.failureIfDrained() == null;
    }
    try {
      scheduler.accept(entry, environment.nowNanos());
    } catch (ConnectException e) {
      failure = e;
    }
    // Frames without records must not keep us here for ever either.
    return leftNanos > 0 || scheduler.leaving() != null;
  }

  private @Nullable BufferEntry await(long waitNanos) throws InterruptedException {
    long began = System.nanoTime();
    try {
      return buffer.take(Duration.ofNanos(waitNanos));
    } finally {
      times.addWait(System.nanoTime() - began);
    }
  }

  /** Converts what waits, until the records are enough. */
  private void handOver(List<SourceRecord> records) {
    try {
      for (TaskGroup group = scheduler.leaving();
          group != null && samplesInPoll < MAX_POLL_SAMPLES;
          group = scheduler.leaving()) {
        List<Rows> block = group.convertNext(converter, records, options.pollMaxRecords());
        if (block.isEmpty()) {
          return;
        }
        // Read once: for small frames the clock costs as much as the records.
        long nowNanos = environment.nowNanos();
        samplesInPoll += delivered.count(block, nowNanos);
        if (group.endBatch(nowNanos)) {
          scheduler.left(group, nowNanos);
        }
      }
    } catch (RuntimeException e) {
      metrics.set(TaskMetric.CONVERSION_ERRORS_TOTAL, converter.skippedSamples() + 1);
      failure = new ConnectException("A sample could not become a record: " + e.getMessage(), e);
    }
  }

  /** Says once why the task is about to fail, which it does with the next poll. */
  private void tellFailure(List<SourceRecord> records) {
    ConnectException reason = failureNow();
    if (reason != null && !failureTold) {
      failureTold = true;
      status.report(Kind.TASK_FAILED, String.valueOf(reason.getMessage()));
      sideTopics.drainTo(records);
    }
  }

  private void rethrowFailure() {
    ConnectException reason = failureNow();
    if (reason != null) {
      throw reason;
    }
  }

  private @Nullable ConnectException failureNow() {
    if (failure != null) {
      return failure;
    }
    Throwable reason = buffer.failureIfDrained();
    return reason == null
        ? null
        : new ConnectException(
            "The task cannot go on reading from Synnax. " + reason.getMessage(), reason);
  }

  /** Ends threads and connection within a second. Idempotent, and bears a half-failed start. */
  @Override
  public void close() {
    connectivityCheck.close();
    monitor.stop();
    try (MetricSet closing = metrics;
        ChannelMonitor following = monitor;
        HistoryWorker worker = history) {
      LOG.debug("Closing: metrics={} channels={} history={}", closing, following, worker);
      reader.close();
    }
  }
}
