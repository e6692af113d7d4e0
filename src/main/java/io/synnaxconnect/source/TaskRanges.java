package io.synnaxconnect.source;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.ranges.RangeList;
import io.synnaxconnect.source.ranges.RangeMonitor;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.telem.RangeDetails;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ranges of the cluster for a task that wants them. */
final class TaskRanges implements RangeMonitor.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TaskRanges.class);

  /** How long records wait for the ranges that they name. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** One task of a connector is enough for the topic, and the first one is always there. */
  private final boolean sendsRanges;

  private final boolean marksRanges;
  private final FrameConverter converter;
  private final Consumer<RangeList> topic;
  private final Consumer<Throwable> onError;
  private final TaskEnvironment environment;
  private final RangeMonitor monitor;

  /** At zero if records need not wait: the ranges are known, or not to be had. */
  private final CountDownLatch settled;

  private long startNanos;

  /**
   * Prepares a thread.
   *
   * @param converter gets each list if records name their ranges
   * @param topic gets each list if the task sends ranges
   * @param onError called if an error ends the thread
   */
  TaskRanges(
      SynnaxCluster connection,
      TaskPlan plan,
      TaskEnvironment environment,
      FrameConverter converter,
      Consumer<RangeList> topic,
      Consumer<Throwable> onError) {
    SourceTaskOptions options = plan.options();
    this.sendsRanges = plan.name().isFirst() && !options.sideTopics().rangesTopic().isEmpty();
    this.marksRanges = options.marksRanges();
    this.settled = new CountDownLatch(marksRanges ? 1 : 0);
    this.converter = converter;
    this.topic = topic;
    this.onError = onError;
    this.environment = environment;
    this.monitor =
        new RangeMonitor(
            plan.name().threadName("ranges"),
            options.refreshInterval(),
            options.reconnectPolicy(),
            connection,
            environment,
            this);
  }

  /** Starts the thread if somebody wants ranges. */
  void start() {
    startNanos = environment.nowNanos();
    if (sendsRanges || marksRanges) {
      monitor.start();
    }
  }

  /**
   * Whether records may be made: the first list of ranges is there, or nobody waits for it any
   * more. Waits a while.
   */
  boolean awaitFirst(Duration wait) throws InterruptedException {
    if (settled.getCount() == 0 || settled.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
      return true;
    }
    if (environment.nowNanos() - startNanos < LIMIT.toNanos()) {
      return false;
    }
    LOG.warn(
        "The ranges of the cluster are not known yet, so records have no header synnax.ranges until"
            + " they are: waitedSeconds={}",
        LIMIT.toSeconds());
    settled.countDown();
    return true;
  }

  @Override
  public boolean wantsDetails() {
    return sendsRanges;
  }

  @Override
  public void onRanges(RangeList list) {
    if (marksRanges) {
      converter.markRanges(
          list.clusterKey(), list.ranges().stream().map(RangeDetails::range).toList());
      settled.countDown();
    }
    if (sendsRanges) {
      topic.accept(list);
    }
  }

  @Override
  public void onRefused(String reason) {
    settled.countDown();
    if (sendsRanges) {
      LOG.warn(
          "The ranges of the cluster cannot be read, so ranges.topic gets no records; give the user"
              + " the right to retrieve ranges, or remove ranges.topic: reason={}",
          reason);
    }
    if (marksRanges) {
      LOG.warn(
          "The ranges of the cluster cannot be read, so records get no header synnax.ranges; give"
              + " the user the right to retrieve ranges, or remove record.ranges: reason={}",
          reason);
    }
  }

  @Override
  public void onFailure(Throwable failure) {
    onError.accept(failure);
  }

  @Override
  public void close() {
    monitor.close();
  }
}
