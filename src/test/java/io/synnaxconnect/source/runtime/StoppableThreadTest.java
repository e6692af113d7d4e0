package io.synnaxconnect.source.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoppableThreadTest {

  private final TaskEnvironment environment =
      new TaskEnvironment(InstantSource.system(), System::nanoTime, () -> 0.5, Thread::new);
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final CountDownLatch began = new CountDownLatch(1);
  private final AtomicReference<StoppableThread> self = new AtomicReference<>();

  @Test
  void runsUnderItsName() {
    // Given
    StoppableThread thread =
        new StoppableThread(
            environment, "synnax-test", () -> events.add(Thread.currentThread().getName()));

    // When
    thread.start();

    // Then
    await().until(() -> !thread.isAlive());
    assertThat(events).containsExactly("synnax-test");
    assertThat(thread.isStopped()).isFalse();
  }

  @Test
  void closeEndsAPauseAndWaitsForTheWork() throws InterruptedException {
    // Given
    StoppableThread thread = thread(this::pauseForAMinute);
    thread.start();
    began.await();

    // When
    thread.close();
    thread.close();

    // Then
    assertThat(events).hasSize(1);
    assertThat(thread.isAlive()).isFalse();
    assertThat(thread.isStopped()).isTrue();
  }

  @Test
  void doesNotWaitForLongerThanASecond() throws InterruptedException {
    // Given
    CountDownLatch end = new CountDownLatch(1);
    StoppableThread thread = thread(() -> awaitIgnoringInterrupts(end));
    thread.start();
    began.await();

    // When
    long begin = System.nanoTime();
    thread.close();

    // Then
    assertThat(System.nanoTime() - begin).isBetween(500_000_000L, 5_000_000_000L);
    assertThat(thread.isAlive()).isTrue();
    end.countDown();
  }

  @Test
  void doesNotWaitForItself() {
    // Given
    StoppableThread thread =
        thread(
            () -> {
              self().close();
              events.add("closed");
            });

    // When
    thread.start();

    // Then
    await().until(() -> events.contains("closed"));
  }

  @Test
  void canBeClosedWithoutAStart() {
    // Given
    StoppableThread thread = thread(() -> events.add("ran"));

    // When
    thread.close();

    // Then
    assertThat(thread.isStopped()).isTrue();
    assertThat(events).isEmpty();
  }

  @Test
  void repeatsUntilSomethingEndsIt() throws Exception {
    // Given
    CompletableFuture<Throwable> reported = new CompletableFuture<>();
    AtomicInteger steps = new AtomicInteger();
    StoppableThread.Step step =
        () -> {
          if (steps.incrementAndGet() == 3) {
            throw new StackOverflowError();
          }
        };

    // When
    try (StoppableThread thread = thread(() -> self().repeat(step, reported::complete))) {
      thread.start();

      // Then
      assertThat(reported.get(60, TimeUnit.SECONDS)).isInstanceOf(StackOverflowError.class);
    }
    assertThat(steps).hasValue(3);
  }

  @Test
  void reportsNoStop() throws Exception {
    // Given
    AtomicInteger reports = new AtomicInteger();
    StoppableThread.Step step =
        () -> {
          began.countDown();
          self().pause(Duration.ofHours(1));
          throw new IllegalStateException("the connection was closed");
        };
    StoppableThread thread =
        thread(() -> self().repeat(step, failure -> reports.incrementAndGet()));
    thread.start();
    began.await();

    // When
    thread.close();

    // Then
    assertThat(thread.isAlive()).isFalse();
    assertThat(reports).hasValue(0);
  }

  private StoppableThread thread(Runnable work) {
    StoppableThread thread = new StoppableThread(environment, "synnax-test", work);
    self.set(thread);
    return thread;
  }

  private StoppableThread self() {
    return Objects.requireNonNull(self.get());
  }

  private void pauseForAMinute() {
    try {
      began.countDown();
      self().pause(Duration.ofMinutes(1));
      events.add("stopped=" + self().isStopped());
    } catch (InterruptedException e) {
      events.add("interrupted");
    }
  }

  private void awaitIgnoringInterrupts(CountDownLatch end) {
    began.countDown();
    while (end.getCount() > 0) {
      try {
        end.await();
      } catch (InterruptedException e) {
        events.add("interrupted");
      }
    }
  }
}
