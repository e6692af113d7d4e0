package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Frame;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.SkipException;
import org.testng.annotations.Test;

/**
 * The rules of Reactive Streams as its own test kit checks them. What it skips is optional or
 * cannot be tested: a frame goes to one subscriber, not to all.
 */
class ReactiveStreamsTckTest {

  /** Only failing tests wait that long. */
  private static final long LONG_MILLIS = 30_000;

  private static final long SILENCE_MILLIS = 20;

  /** How many rules of version 1.0.4 apply. */
  private static final int RULES = 25;

  private final LiveStand stand = new LiveStand();
  private final LiveStand stopped = new LiveStand();
  private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();

  @BeforeEach
  void write() {
    var unused =
        writer.scheduleWithFixedDelay(() -> stand.writeTemperature(1), 0, 1, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void close() {
    writer.shutdownNow();
    stand.close();
    stopped.close();
  }

  @TestFactory
  Stream<DynamicTest> rules() {
    AtomicInteger kept = new AtomicInteger();
    Stream<DynamicTest> rules =
        Stream.of(Rules.class.getMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .sorted(Comparator.comparing(Method::getName))
            .map(
                method ->
                    DynamicTest.dynamicTest(
                        method.getName(),
                        () -> {
                          check(method);
                          kept.incrementAndGet();
                        }));
    DynamicTest enough =
        DynamicTest.dynamicTest(
            "most of them apply", () -> assertThat(kept).hasValueGreaterThanOrEqualTo(RULES));
    return Stream.concat(rules, Stream.of(enough));
  }

  private void check(Method rule) throws Throwable {
    if (rule.getName().contains("DropAllReferences")) {
      // The kit collects once, perhaps before the stream's thread has heard of the cancellation.
      var unused = writer.scheduleWithFixedDelay(System::gc, 100, 100, TimeUnit.MILLISECONDS);
    }
    Rules rules = new Rules();
    try {
      rules.setUp();
      rule.invoke(rules);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof SkipException) {
        throw new TestAbortedException(e.getCause().getMessage());
      }
      throw e.getCause();
    }
  }

  private AsyncStreamer open(LiveStand at) {
    return at.client
        .openAsyncStreamer(
            ChannelSelector.named("temperature"),
            StreamerOptions.DEFAULT.withBuffer(100_000, Overflow.DROP_OLDEST))
        .join();
  }

  /** The test kit, as it wants to be used. */
  public final class Rules extends FlowPublisherVerification<Frame> {

    /** Rules with time limits that only failures need. */
    public Rules() {
      super(new TestEnvironment(LONG_MILLIS, SILENCE_MILLIS, SILENCE_MILLIS), LONG_MILLIS);
    }

    @Override
    public Flow.Publisher<Frame> createFlowPublisher(long elements) {
      AsyncStreamer streamer = open(stand);
      if (elements == 0) {
        streamer.close();
      }
      return subscriber ->
          streamer.subscribe(
              new ClosingSubscriber(Objects.requireNonNull(subscriber), streamer, elements));
    }

    @Override
    public Flow.Publisher<Frame> createFailedFlowPublisher() {
      stopped.simulator.start();
      AsyncStreamer failed = open(stopped);
      stopped.simulator.stop();
      assertThat(failed.read().handle((frame, failure) -> failure).join()).isNotNull();
      return failed;
    }
  }

  /** Closes its stream after some frames: a live stream has no end of its own. */
  private static final class ClosingSubscriber implements Flow.Subscriber<Frame> {

    private final Flow.Subscriber<? super Frame> subscriber;
    private final AsyncStreamer streamer;
    private long remaining;

    ClosingSubscriber(
        Flow.Subscriber<? super Frame> subscriber, AsyncStreamer streamer, long frames) {
      this.subscriber = subscriber;
      this.streamer = streamer;
      this.remaining = frames;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscriber.onSubscribe(subscription);
    }

    @Override
    public void onNext(Frame frame) {
      subscriber.onNext(frame);
      if (--remaining == 0) {
        streamer.close();
      }
    }

    @Override
    public void onError(Throwable failure) {
      subscriber.onError(failure);
    }

    @Override
    public void onComplete() {
      subscriber.onComplete();
    }
  }
}
