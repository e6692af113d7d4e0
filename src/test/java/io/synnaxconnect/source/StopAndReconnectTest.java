package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a task is doing: it ends within a second and leaves nothing behind, and it reads again
 * within a second after the port answers. The times are printed; machines that are ten times slower
 * pass too.
 */
@Timeout(180)
class StopAndReconnectTest {

  private static final Duration PROMISED = Duration.ofSeconds(1);
  private static final int SLOWEST_MACHINE = 10;
  private static final long START = 1_700_000_000_000_000_000L;
  private static final long STEP = 1_000_000;

  /** What a task may be doing. */
  enum State {
    JOINING,
    LIVE,
    REPAIRING,
    SHEDDING,
    BACKING_OFF,
    HUNG
  }

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  private final SimulatedWriter writer = simulator.openWriter(time, pressure);
  private final TestTask task =
      new TestTask(simulator.address(), time)
          .with("channels.include", "pressure")
          .with("delivery", "lossless")
          .with("start.from", "earliest")
          .with("buffer.max.bytes", "1048576");
  private @Nullable ServerSocket silent;
  private @Nullable Socket unanswered;
  private int rows;

  @AfterEach
  void end() throws Exception {
    task.close();
    endSilence();
    simulator.close();
  }

  /** As when a process that hangs is ended: its connections break. */
  private void endSilence() throws IOException {
    if (silent != null) {
      silent.close();
    }
    if (unanswered != null) {
      unanswered.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsAtOnceAndLeavesNothingBehind(State state) throws Exception {
    // Given
    bring(state);

    // When
    long begun = System.nanoTime();
    task.close();

    // Then
    assertPrompt("stop while " + state, begun);
    eventually(() -> task.threads().isEmpty());
    eventually(() -> simulator.counters().openIterators() == 0);
    eventually(() -> simulator.counters().openStreams() == 0);
  }

  @ParameterizedTest
  @EnumSource
  void readsAgainAsSoonAsThePortAnswers(State state) throws Exception {
    // Given
    bring(state);
    simulator.stop();
    eventually(() -> task.metric("synnax-stream-open") == 0);
    write(1);
    pollUntilQuiet();
    long newest = newestNanos();

    // When
    endSilence();
    simulator.start();
    long begun = System.nanoTime();
    eventually(() -> task.metric("synnax-stream-open") == 1);

    // Then
    assertPrompt("stream again after " + state, begun);
    pollUntil(newest);
  }

  @Test
  void staysWithinItsMemoryAndHarmsNobodyWhileNobodyTakesItsRecords() throws Exception {
    // Given
    task.start();
    eventually(() -> task.metric("synnax-stream-open") == 1);

    // When
    long most = 0;
    for (int second = 0; second < 20; second++) {
      write(1_000);
      long received = rows;
      eventually(() -> task.metric("synnax-received-frames-total") >= received);
      most = Math.max(most, task.metric("synnax-buffer-used-bytes"));
    }

    // Then
    assertThat(most).isBetween(500_000L, 1_048_576L);
    assertThat(task.metric("synnax-shed-frames-total")).isPositive();
    assertThat(simulator.counters().framesSkipped()).isZero();
    pollUntil(newestNanos());
  }

  private void bring(State state) throws Exception {
    switch (state) {
      case JOINING -> {
        writeFrames(100);
        task.start();
        task.poll(1);
      }
      case LIVE -> startLive();
      case REPAIRING -> {
        startLive();
        simulator.skipFrames(100);
        writeFrames(101);
        eventually(() -> task.metric("synnax-holes-total") + task.poll().size() > 0);
      }
      case SHEDDING -> {
        startLive();
        write(10_000);
        eventually(() -> task.metric("synnax-shed-frames-total") > 0);
      }
      case BACKING_OFF -> {
        startLive();
        simulator.stop();
        eventually(() -> task.metric("synnax-stream-open") == 0);
      }
      case HUNG -> {
        startLive();
        simulator.stop();
        ServerSocket mute =
            new ServerSocket(simulator.port(), 10, InetAddress.getLoopbackAddress());
        silent = mute;
        unanswered = mute.accept();
      }
    }
  }

  private void startLive() throws Exception {
    task.start();
    eventually(() -> task.metric("synnax-stream-open") == 1);
    write(1);
    task.poll(1);
  }

  private void write(int count) {
    for (int i = 0; i < count; i++) {
      writer.writeRow(START + rows * STEP, rows * 1.0);
      rows++;
    }
  }

  private void writeFrames(int count) {
    for (int i = 0; i < count; i++) {
      long[] stamps = new long[1_000];
      double[] values = new double[1_000];
      for (int row = 0; row < stamps.length; row++) {
        stamps[row] = START + rows * STEP;
        values[row] = rows++;
      }
      writer.write(SeriesData.timestamps(stamps), SeriesData.float64(values));
    }
  }

  private long newestNanos() {
    return START + (rows - 1) * STEP;
  }

  private void pollUntilQuiet() throws InterruptedException {
    for (List<SourceRecord> some = task.poll(); !some.isEmpty(); some = task.poll()) {
      assertThat(some).isNotEmpty();
    }
  }

  private void pollUntil(long position) {
    eventually(
        () ->
            task.poll().stream()
                .anyMatch(
                    sample ->
                        Long.toString(position).equals(sample.sourceOffset().get("position"))));
  }

  private static void assertPrompt(String what, long begunNanos) {
    Duration took = Duration.ofNanos(System.nanoTime() - begunNanos);
    System.out.println(what + " took " + took.toMillis() + " ms");
    assertThat(took).isLessThan(PROMISED.multipliedBy(SLOWEST_MACHINE));
  }

  private static void eventually(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofMinutes(1)).until(condition);
  }
}
