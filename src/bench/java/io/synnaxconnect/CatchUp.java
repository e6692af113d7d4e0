package io.synnaxconnect;

import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * How fast a task closes the gap of an outage, and whether it keeps other groups waiting meanwhile:
 * one group carries 125,000 samples a second, another 100 rows a second; the port is closed for ten
 * seconds while both are written on. Then a second task reads everything from the beginning. Task,
 * server and writers share this JVM.
 */
public final class CatchUp {

  private static final int CHANNELS = 50;
  private static final int ROWS_PER_SECOND = 2_500;
  private static final int FRAMES_PER_SECOND = 20;
  private static final int PAST_FRAMES = 400;
  private static final int PAST_ROWS = 1_000;
  private static final long PAST_NANOS = 1_700_000_000_000_000_000L;
  private static final int SMALL_ROWS_PER_SECOND = 100;
  private static final long OUTAGE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Simulator simulator = Simulator.builder().start();
  private final long bigTime = simulator.createIndex("big_time");
  private final long smallTime = simulator.createIndex("small_time");
  private final long small = simulator.createChannel("small", DataType.FLOAT64, smallTime);
  private final List<Long> smallLagsMillis = new ArrayList<>();
  private volatile boolean done;
  private final AtomicLong bigSamples = new AtomicLong();
  private long bigNewestNanos;

  private CatchUp() {}

  /** Measures once. */
  public static void main(String[] args) throws Exception {
    new CatchUp().run();
    System.exit(0);
  }

  private void run() throws Exception {
    Thread bigWriter = new Thread(this::writeBig, "big-writer");
    Thread smallWriter = new Thread(this::writeSmall, "small-writer");
    TestTask task = newTask();
    try (simulator;
        task) {
      long[] keys = new long[CHANNELS + 1];
      keys[0] = bigTime;
      for (int i = 1; i <= CHANNELS; i++) {
        keys[i] = simulator.createChannel("big_" + i, DataType.FLOAT64, bigTime);
      }
      bigKeys = keys;
      bigWriter.start();
      smallWriter.start();
      task.start();
      pollUntil(task, now() + WARM_UP_NANOS);
      simulator.stop();
      pollUntil(task, now() + OUTAGE_NANOS);
      simulator.start();
      long opened = now();
      smallLagsMillis.clear();
      while (now() - bigNewestNanos > TimeUnit.SECONDS.toNanos(1)) {
        poll(task);
      }
      System.out.printf(
          Locale.ROOT,
          "outage of 10.0 s at %,d samples/s: closed in %.1f s%n",
          CHANNELS * ROWS_PER_SECOND,
          (now() - opened) / 1e9);
      replayBesideLive();
      done = true;
      bigWriter.join();
      smallWriter.join();
    }
  }

  private volatile long[] bigKeys = {};

  /** A second task reads everything again, while its small group is live. */
  private void replayBesideLive() throws InterruptedException {
    bigNewestNanos = 0;
    smallLagsMillis.clear();
    boolean smallIsLive = false;
    try (TestTask replay = newTask().with("start.from", "earliest")) {
      replay.start();
      long begun = now();
      while (now() - bigNewestNanos > TimeUnit.SECONDS.toNanos(1)) {
        poll(replay);
        if (!smallIsLive) {
          smallIsLive = smallLagsMillis.stream().anyMatch(lag -> lag < 1_000);
          smallLagsMillis.clear();
        }
      }
      System.out.printf(
          Locale.ROOT,
          "replay of %,d samples took %.1f s; %d samples of the small group came live meanwhile,"
              + " %d ms old at the median, %d ms at most%n",
          bigSamples.get(),
          (now() - begun) / 1e9,
          smallLagsMillis.size(),
          median(smallLagsMillis),
          smallLagsMillis.stream().mapToLong(Long::longValue).max().orElse(-1));
    }
  }

  private TestTask newTask() {
    return new TestTask(simulator.address(), bigTime, smallTime)
        .with("delivery", "lossless")
        .with("channels.include", "big_[0-9]+, small");
  }

  private void pollUntil(TestTask task, long endNanos) throws InterruptedException {
    while (now() < endNanos) {
      poll(task);
    }
  }

  private void poll(TestTask task) throws InterruptedException {
    for (SourceRecord record : task.poll()) {
      Struct value = (Struct) record.value();
      long nanos = value.getInt64("timestamp");
      if (value.getString("channel").equals("small")) {
        smallLagsMillis.add((now() - nanos) / 1_000_000);
      } else {
        bigNewestNanos = Math.max(bigNewestNanos, nanos);
      }
    }
  }

  private void writeBig() {
    int rows = ROWS_PER_SECOND / FRAMES_PER_SECOND;
    long step = TimeUnit.SECONDS.toNanos(1) / ROWS_PER_SECOND;
    SimulatedWriter writer = simulator.openWriter(bigKeys);
    for (int frame = 0; frame < PAST_FRAMES; frame++) {
      writer.write(bigFrame(PAST_NANOS + (long) frame * PAST_ROWS * step, PAST_ROWS, step));
    }
    long next = now();
    while (!done) {
      SeriesData[] series = bigFrame(next, rows, step);
      next += rows * step;
      sleepUntil(next);
      writer.write(series);
    }
  }

  private SeriesData[] bigFrame(long start, int rows, long step) {
    long[] stamps = new long[rows];
    double[] values = new double[rows];
    for (int row = 0; row < rows; row++) {
      stamps[row] = start + row * step;
    }
    SeriesData[] series = new SeriesData[CHANNELS + 1];
    series[0] = SeriesData.timestamps(stamps);
    for (int i = 1; i <= CHANNELS; i++) {
      series[i] = SeriesData.float64(values);
    }
    bigSamples.addAndGet((long) rows * CHANNELS);
    return series;
  }

  private void writeSmall() {
    long step = TimeUnit.SECONDS.toNanos(1) / SMALL_ROWS_PER_SECOND;
    SimulatedWriter writer = simulator.openWriter(smallTime, small);
    long next = now();
    while (!done) {
      next += step;
      sleepUntil(next);
      writer.writeRow(next, 1.0);
    }
  }

  private static void sleepUntil(long nanos) {
    long left = nanos - now();
    if (left > 0) {
      LockSupport.parkNanos(left);
    }
  }

  private static long median(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? -1 : sorted.get(sorted.size() / 2);
  }

  private static long now() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
