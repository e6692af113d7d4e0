package io.synnaxconnect.client;

import static io.synnaxconnect.client.LiveStand.temperatureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.telem.Frame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FrameDispatcherTest {

  /** Wants a frame until it is offered one. */
  private static final class Fickle implements Demand {
    private boolean offered;

    @Override
    public boolean accept(Frame frame) {
      offered = true;
      return false;
    }

    @Override
    public boolean isMet() {
      return offered;
    }

    @Override
    public void end(SynnaxException reason) {}
  }

  @Test
  void aFrameThatIsRefusedAtTheLastMomentIsForTheNext() throws Exception {
    // Given
    Fickle fickle = new Fickle();

    // When
    Future<Frame> next = nextAfter(fickle);

    // Then
    assertThat(temperatureOf(next.get(60, TimeUnit.SECONDS))).isEqualTo(1);
    assertThat(fickle.offered).isTrue();
  }

  @Test
  void anErrorCompletesEveryRead() throws Exception {
    // When
    Future<Frame> next = nextAfter(new OutOfMemory());

    // Then
    assertThatThrownBy(() -> next.get(60, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            SynnaxException.class,
            e -> assertThat(e.code()).isEqualTo(SynnaxException.Code.CLIENT_ERROR))
        .hasMessageContaining("OutOfMemoryError");
  }

  /** A read that waits behind a demand when a frame comes. It is done when this returns. */
  private static Future<Frame> nextAfter(Demand demand) throws Exception {
    try (LiveStand stand = new LiveStand();
        Streamer streamer =
            stand.client.openStreamer(
                stand.client.retrieveChannelsByNames(List.of("temperature")),
                StreamerOptions.DEFAULT)) {
      StreamThread thread = new StreamThread("synnax-test-async");
      FrameDispatcher dispatcher = new FrameDispatcher((GrpcStreamer) streamer, thread);
      ((GrpcStreamer) streamer).onChange(dispatcher::signal);
      PendingRead next = new PendingRead();
      thread.execute(() -> dispatcher.add(demand));
      thread.execute(() -> dispatcher.add(next));
      stand.writeTemperature(1);
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(next.frame()::isDone);
      thread.close();
      return next.frame();
    }
  }

  /** As a frame for which there is no memory. */
  private static final class OutOfMemory implements Demand {
    @Override
    public boolean accept(Frame frame) {
      throw new OutOfMemoryError("in this test");
    }

    @Override
    public boolean isMet() {
      return false;
    }

    @Override
    public void end(SynnaxException reason) {}
  }
}
