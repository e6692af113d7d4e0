package io.synnaxconnect.source.reader;

import io.synnaxconnect.StoredContext;
import io.synnaxconnect.client.ControlTransfers.Transfer;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.buffer.FrameBuffer;
import io.synnaxconnect.source.channels.ChannelLister;
import io.synnaxconnect.source.channels.GroupOwnership;
import io.synnaxconnect.source.channels.SelectionResult;
import io.synnaxconnect.source.group.GroupDelivery;
import io.synnaxconnect.source.group.GroupScheduler;
import io.synnaxconnect.source.group.StalestGroups;
import io.synnaxconnect.source.group.TaskGroup;
import io.synnaxconnect.source.group.TaskGroups;
import io.synnaxconnect.source.group.TaskReport;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.ShownGauges;
import io.synnaxconnect.source.plan.PollBudget;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.runtime.Closing;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.source.runtime.TaskName;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.SideTopics;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * One life of a task with its real parts, of which no thread runs: the reader runs in the thread of
 * the test, and lets the world go on while it waits; the poll and the history have their turns.
 */
final class LifeTask {

  private static final long MAX_SAMPLES = 1 << 20;

  private final LifeCluster cluster;
  private final FrameBuffer buffer;
  private final FrameConverter converter;
  private final FrameReader reader;
  private final HistoryWorker history;
  private final WriterMonitor writers;
  private final SideTopics sideTopics;
  private final GroupScheduler scheduler;
  private final SourceTaskOptions options;
  private final TaskEnvironment environment;
  private final LifeWorld world;
  private boolean answering;
  private boolean failed;
  private boolean closed;
  private int pollsSinceOpened;

  LifeTask(
      LifeWorld world,
      LifeSettings settings,
      DataErrors errors,
      Map<Map<String, ?>, Map<String, Object>> storedOffsets) {
    this.world = world;
    options = settings.task();
    cluster = new LifeCluster(world, settings.blockRows, settings.messageBytes);
    buffer = new FrameBuffer(options.bufferMaxBytes());
    converter = new FrameConverter(LifeSettings.records(errors));
    environment = environment();
    TaskPlan plan = plan();
    ShownGauges gauges = new ShownGauges();
    Reporting reporting = new Reporting(MetricSet.ofTask(gauges), StatusQueue.UNWANTED);
    OffsetStorageReader stored = new StoredContext(Map.of(), storedOffsets);
    StartOffsets starts = new StartOffsets(cluster, stored, options);
    ChannelLister lister = new ChannelLister(cluster, Optional.empty(), Optional.empty());
    reader = new FrameReader(cluster, lister, plan, buffer, reporting, starts, environment);
    history =
        new HistoryWorker(
            cluster, plan.name(), new ReadRate(0), buffer, this::omit, environment, 0);
    StalestGroups stalest = new StalestGroups(gauges, environment);
    TaskReport report = new TaskReport(reporting, stalest, environment);
    TaskGroups groups = new TaskGroups(options, report, reader, environment);
    writers = new WriterMonitor(cluster, List::of, plan, environment, buffer::fail);
    sideTopics =
        new SideTopics(plan, converter, StatusQueue.UNWANTED, stored, environment::wallNanos);
    scheduler = new GroupScheduler(groups, buffer, history, reader, sideTopics, writers);
  }

  private TaskEnvironment environment() {
    return new TaskEnvironment(
        () -> Instant.EPOCH.plusNanos(world.wallNanos()),
        world.time::nowNanos,
        () -> 0.5,
        IdleThread::new);
  }

  private TaskPlan plan() {
    List<IndexGroup> all = world.groups.stream().map(group -> group.group).toList();
    return new TaskPlan(
        new TaskName("life", "0"),
        list -> new SelectionResult(all, List.of(), 1),
        Optional.empty(),
        Optional.empty(),
        new GroupOwnership.Shard(0, 1),
        false,
        options);
  }

  /** A thread that never runs: its work has its turns instead. */
  private static final class IdleThread extends Thread {
    IdleThread(Runnable work) {
      super(work);
    }

    @Override
    public void start() {
      // See above.
    }
  }

  private void omit(Channel channel, TimeStamp timestamp, SynnaxException refusal) {
    converter.omit(channel, timestamp, String.valueOf(refusal.getMessage()));
  }

  /** Reads until the task is closed. */
  void run() throws InterruptedException {
    reader.run();
    while (!closed && buffer.failureIfDrained() == null) {
      buffer.take(Duration.ZERO);
    }
    if (!closed) {
      throw new AssertionError("The reader has failed", buffer.failureIfDrained());
    }
  }

  void close() {
    closed = true;
    Closing.all(reader, history);
  }

  /** Whether it has failed, so that the next poll would throw. */
  boolean hasFailed() {
    return failed;
  }

  /** A turn of the history thread, which may have to wait for room. */
  void answer() throws InterruptedException {
    if (!answering) {
      answering = true;
      history.answerNext();
      answering = false;
    }
  }

  boolean hasRequest() {
    return history.hasRequest();
  }

  void hint(LifeGroup group) {
    writers.note(List.of(new Transfer(group.group.indexKey(), true)));
  }

  /** One poll, as the running task does it. */
  List<SourceRecord> poll() throws InterruptedException {
    PollBudget budget = new PollBudget(options.pollMaxRecords(), MAX_SAMPLES, Duration.ZERO);
    boolean more = true;
    while (more && !failed) {
      scheduler.tick(environment.nowNanos());
      sideTopics.drainTo(budget);
      more = emitBatches(budget) && !budget.isFull() && acceptNext();
    }
    if (buffer.failureIfDrained() != null) {
      throw new AssertionError("A thread has failed", buffer.failureIfDrained());
    }
    pollsSinceOpened += scheduler.carriedGroups().isEmpty() ? 0 : 1;
    return budget.records();
  }

  /** How many polls there were while a stream carried groups, or had carried some. */
  int pollsSinceOpened() {
    return pollsSinceOpened;
  }

  private boolean acceptNext() throws InterruptedException {
    BufferEntry entry = buffer.take(Duration.ZERO);
    if (entry != null) {
      world.time.trace(() -> "accept " + entry.getClass().getSimpleName() + entry.id());
      scheduler.accept(entry, environment.nowNanos());
    }
    return entry != null;
  }

  private void acceptUrgent() throws InterruptedException {
    boolean more = scheduler.nextGroup() != null;
    while (more && !scheduler.hasUrgentRows()) {
      more = acceptNext();
    }
  }

  private boolean emitBatches(PollBudget budget) throws InterruptedException {
    try {
      acceptUrgent();
      for (TaskGroup group = scheduler.nextGroup(); group != null; group = scheduler.nextGroup()) {
        List<Rows> block = budget.isFull() ? List.of() : group.convertNext(converter, budget);
        if (block.isEmpty()) {
          return false;
        }
        scheduler.onBlockEmitted(group, block, group.endBatch(environment.nowNanos()));
        acceptUrgent();
      }
      return true;
    } catch (DataException e) {
      failed = true;
      return false;
    }
  }

  /** What has not settled at the end of a life, or null: then nothing waits or uses memory. */
  @Nullable String unsettled() {
    List<TaskGroup> carried = scheduler.carriedGroups();
    for (TaskGroup group : carried) {
      GroupDelivery delivery = group.delivery();
      if (delivery.isWaiting() || delivery.openGaps() > 0) {
        return group.id().groupKey()
            + (delivery.isWaiting() ? " waits, at " : " has gaps, at ")
            + delivery.offsetMap()
            + state();
      }
    }
    boolean settled = carried.size() == world.groups.size() && buffer.usedBytes() == 0;
    return settled ? null : carried.size() + " groups" + state();
  }

  private String state() {
    return ", used bytes: "
        + buffer.usedBytes()
        + " of "
        + buffer.maxBytes()
        + ", room for history: "
        + buffer.hasRoomForHistory(false)
        + ", answering: "
        + answering
        + ", request: "
        + hasRequest();
  }

  /** Where the task begins if Connect has no offset; null as long as it has not asked. */
  @Nullable TimeStamp firstLogin() {
    return cluster.firstLogin();
  }
}
