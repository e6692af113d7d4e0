package io.synnaxconnect.client;

import io.synnaxconnect.telem.Frame;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Writes down every signal, and whether two ever came at once. */
class RecordingSubscriber implements Flow.Subscriber<Frame> {

  final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
  final List<Double> temperatures = new CopyOnWriteArrayList<>();
  final CountDownLatch ended = new CountDownLatch(1);
  final AtomicInteger overlaps = new AtomicInteger();
  final AtomicInteger signalsAfterTheEnd = new AtomicInteger();
  volatile @Nullable Throwable error;
  private final AtomicInteger inside = new AtomicInteger();

  Flow.Subscription subscription() throws Exception {
    return subscribed.get(60, TimeUnit.SECONDS);
  }

  void awaitEnd() throws InterruptedException {
    if (!ended.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the publisher never ended");
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    serially(() -> subscribed.complete(subscription));
  }

  @Override
  public void onNext(Frame frame) {
    serially(() -> temperatures.add(LiveStand.temperatureOf(frame)));
  }

  @Override
  public void onError(Throwable throwable) {
    serially(() -> error = throwable);
    ended.countDown();
  }

  @Override
  public void onComplete() {
    serially(() -> {});
    ended.countDown();
  }

  private void serially(Runnable signal) {
    signalsAfterTheEnd.addAndGet(ended.getCount() == 0 ? 1 : 0);
    overlaps.addAndGet(inside.getAndIncrement() == 0 ? 0 : 1);
    signal.run();
    inside.decrementAndGet();
  }
}
