package io.synnaxconnect.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Thread that changes the cluster, over and over: a channel is created, written for a while and
 * deleted, and meanwhile rows of yesterday are imported.
 */
final class ClusterChanges implements AutoCloseable {

  private static final Duration ABSENT = Duration.ofSeconds(8);

  /** Before the import, and after it. */
  private static final Duration WRITTEN = Duration.ofSeconds(10);

  /** Enough for its last sample to arrive: its history goes with it. */
  private static final Duration SILENT = Duration.ofSeconds(3);

  /** How often it looks whether an outage is over. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final TelemetrySource source;
  private final BooleanSupplier disturbed;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "demo-cluster-changes");
  private volatile String notice = "";

  private ClusterChanges(TelemetrySource source, BooleanSupplier disturbed) {
    this.source = source;
    this.disturbed = disturbed;
  }

  /**
   * Begins with a while without the channel.
   *
   * @param disturbed whether its last samples may not have arrived yet: it is not deleted then
   */
  static ClusterChanges start(TelemetrySource source, BooleanSupplier disturbed) {
    ClusterChanges changes = new ClusterChanges(source, disturbed);
    changes.thread.setDaemon(true);
    changes.thread.start();
    return changes;
  }

  /** What was done last. */
  String notice() {
    return notice;
  }

  private void run() {
    try {
      while (!isStoppedWithin(ABSENT)) {
        String channel = source.createChannel();
        notice = channel + " was created in the cluster";
        if (isStoppedWithin(WRITTEN)) {
          return;
        }
        notice = "%,d samples of yesterday were imported".formatted(source.importRows());
        if (isStoppedWithin(WRITTEN)) {
          return;
        }
        source.retireChannel();
        if (isStoppedBeforeArrival()) {
          return;
        }
        source.deleteChannel();
        notice = channel + " was deleted in the cluster";
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The simulator has ended, or everything does.
      notice = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
  }

  private boolean isStoppedBeforeArrival() throws InterruptedException {
    boolean isStopped = isStoppedWithin(SILENT);
    while (!isStopped && disturbed.getAsBoolean()) {
      isStopped = isStoppedWithin(LOOK);
    }
    return isStopped;
  }

  private boolean isStoppedWithin(Duration time) throws InterruptedException {
    return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The channel stays as it is. */
  @Override
  public void close() {
    stopped.countDown();
  }
}
