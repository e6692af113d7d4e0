package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ReceivedSample;
import io.synnaxconnect.cluster.SampleConsumer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Thread that follows the topics and asks for the state of the connector; the screen reads the
 * result.
 */
final class Collector implements AutoCloseable {

  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration STATUS_INTERVAL = Duration.ofSeconds(1);

  private final SampleConsumer consumer;
  private final Supplier<ConnectRest.Status> statusSource;
  private final Supplier<TaskFigures> figuresSource;
  private final InstantSource clock;
  private final Activity activity = new Activity();
  private final Thread thread = new Thread(this::run, "demo-collector");
  private ConnectRest.Status status = new ConnectRest.Status("UNKNOWN", List.of());
  private TaskFigures figures = TaskFigures.NONE;
  private volatile boolean stopping;
  private volatile @Nullable RuntimeException failure;

  private Collector(
      SampleConsumer consumer,
      Supplier<ConnectRest.Status> statusSource,
      Supplier<TaskFigures> figuresSource,
      InstantSource clock) {
    this.consumer = consumer;
    this.statusSource = statusSource;
    this.figuresSource = figuresSource;
    this.clock = clock;
  }

  /** Begins to follow the topics. */
  static Collector start(
      SampleConsumer consumer,
      Supplier<ConnectRest.Status> statusSource,
      Supplier<TaskFigures> figuresSource,
      InstantSource clock) {
    Collector collector = new Collector(consumer, statusSource, figuresSource, clock);
    collector.thread.setDaemon(true);
    collector.thread.start();
    return collector;
  }

  /** Something made of all that is known at one moment. */
  interface View<T> {
    T of(Activity activity, ConnectRest.Status status, TaskFigures figures);
  }

  /** The view at this moment; throws what made the thread end. */
  synchronized <T> T view(View<T> view) {
    RuntimeException ended = failure;
    if (ended != null) {
      throw ended;
    }
    return view.of(activity, status, figures);
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      long nextTick = System.nanoTime();
      long nextStatus = nextTick;
      while (!stopping) {
        List<ReceivedSample> samples = consumer.poll(Duration.ofMillis(50));
        synchronized (this) {
          activity.add(samples, Clocks.nanosSince1970(clock.instant()));
          activity.end(consumer.takeTombstones());
          if (System.nanoTime() - nextTick >= 0) {
            activity.tick();
            nextTick += TICK.toNanos();
          }
        }
        if (System.nanoTime() - nextStatus >= 0) {
          ConnectRest.Status now = statusSource.get();
          TaskFigures figuresNow = figuresSource.get();
          synchronized (this) {
            status = now;
            figures = figuresNow;
          }
          nextStatus += STATUS_INTERVAL.toNanos();
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }
}
