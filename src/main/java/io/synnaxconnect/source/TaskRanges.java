package io.synnaxconnect.source;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.ranges.RangeList;
import io.synnaxconnect.source.ranges.RangeMonitor;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ranges of the cluster for a task that wants them. */
final class TaskRanges implements RangeMonitor.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TaskRanges.class);

  /** One task of a connector is enough for the topic, and the first one is always there. */
  private final boolean sendsRanges;

  private final Consumer<RangeList> topic;
  private final Consumer<Throwable> onError;
  private final RangeMonitor monitor;

  /**
   * Prepares a thread.
   *
   * @param topic gets each list if the task sends ranges
   * @param onError called if an error ends the thread
   */
  TaskRanges(
      SynnaxCluster connection,
      TaskPlan plan,
      TaskEnvironment environment,
      Consumer<RangeList> topic,
      Consumer<Throwable> onError) {
    SourceTaskOptions options = plan.options();
    this.sendsRanges = plan.name().isFirst() && !options.sideTopics().rangesTopic().isEmpty();
    this.topic = topic;
    this.onError = onError;
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
    if (sendsRanges) {
      monitor.start();
    }
  }

  @Override
  public boolean wantsDetails() {
    return sendsRanges;
  }

  @Override
  public void onRanges(RangeList list) {
    topic.accept(list);
  }

  @Override
  public void onRefused(String reason) {
    LOG.warn(
        "The ranges of the cluster cannot be read, so ranges.topic gets no records; give the user"
            + " the right to retrieve ranges, or remove ranges.topic: reason={}",
        reason);
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
