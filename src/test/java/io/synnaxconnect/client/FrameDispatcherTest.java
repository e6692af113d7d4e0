package io.synnaxconnect.client;

import static io.synnaxconnect.client.LiveStand.temperatureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.telem.Frame;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
    try (LiveStand stand = new LiveStand();
        Streamer streamer =
            stand.client.openStreamer(
                stand.client.retrieveChannelsByNames(List.of("temperature")),
                StreamerOptions.DEFAULT)) {
      // Given
      StreamThread thread = new StreamThread("synnax-test-async");
      FrameDispatcher dispatcher = new FrameDispatcher((GrpcStreamer) streamer, thread);
      ((GrpcStreamer) streamer).onChange(dispatcher::signal);
      PendingRead next = new PendingRead();
      Fickle fickle = new Fickle();
      thread.execute(() -> dispatcher.add(fickle));
      thread.execute(() -> dispatcher.add(next));

      // When
      stand.writeTemperature(1);

      // Then
      assertThat(temperatureOf(next.frame().get(60, TimeUnit.SECONDS))).isEqualTo(1);
      assertThat(fickle.offered).isTrue();
      thread.close();
    }
  }

  @Test
  void anErrorCompletesEveryRead() throws Exception {
    try (LiveStand stand = new LiveStand();
        Streamer streamer =
            stand.client.openStreamer(
                stand.client.retrieveChannelsByNames(List.of("temperature")),
                StreamerOptions.DEFAULT)) {
      // Given
      StreamThread thread = new StreamThread("synnax-test-async");
      FrameDispatcher dispatcher = new FrameDispatcher((GrpcStreamer) streamer, thread);
      ((GrpcStreamer) streamer).onChange(dispatcher::signal);
      PendingRead next = new PendingRead();
      thread.execute(() -> dispatcher.add(new OutOfMemory()));
      thread.execute(() -> dispatcher.add(next));

      // When
      stand.writeTemperature(1);

      // Then
      assertThatThrownBy(() -> next.frame().get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              SynnaxException.class,
              e -> assertThat(e.code()).isEqualTo(SynnaxException.Code.CLIENT_ERROR))
          .hasMessageContaining("OutOfMemoryError");
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
