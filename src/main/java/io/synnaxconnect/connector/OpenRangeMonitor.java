package io.synnaxconnect.connector;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.ranges.RangeList;
import io.synnaxconnect.source.ranges.RangeMonitor;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.telem.RangeDetails;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the range of {@code stop.at} while it is open, on its own thread, until the tasks have
 * its end.
 */
final class OpenRangeMonitor implements RangeMonitor.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OpenRangeMonitor.class);

  private final RangeInstants instants;
  private final Runnable reconfiguration;
  private final Consumer<Throwable> onError;
  private final RangeMonitor monitor;

  /**
   * Prepares a thread.
   *
   * @param reconfiguration requests other configurations of the tasks; may fail to do so
   * @param onError called if an error ends the thread
   */
  OpenRangeMonitor(
      String threadName,
      SourceTaskOptions options,
      SynnaxCluster cluster,
      TaskEnvironment environment,
      RangeInstants instants,
      Runnable reconfiguration,
      Consumer<Throwable> onError) {
    this.instants = instants;
    this.reconfiguration = reconfiguration;
    this.onError = onError;
    this.monitor =
        new RangeMonitor(
            threadName,
            options.refreshInterval(),
            options.reconnectPolicy(),
            cluster,
            environment,
            this);
  }

  void start() {
    monitor.start();
  }

  @Override
  public boolean wantsDetails() {
    return false;
  }

  @Override
  public void onRanges(RangeList list) {
    instants.follow(list.clusterKey(), list.ranges().stream().map(RangeDetails::range).toList());
    if (instants.needsReconfiguration()) {
      reconfiguration.run();
    } else if (!instants.isOpen()) {
      monitor.stop();
    }
  }

  @Override
  public void onRefused(String reason) {
    LOG.warn(
        "The ranges of the cluster cannot be read, so the end of the range of stop.at is not seen;"
            + " give the user the right to retrieve ranges: reason={}",
        reason);
  }

  @Override
  public void onFailure(Throwable failure) {
    onError.accept(failure);
  }

  void stop() {
    monitor.stop();
  }

  @Override
  public void close() {
    monitor.close();
  }
}
