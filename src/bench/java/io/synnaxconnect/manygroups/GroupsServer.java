package io.synnaxconnect.manygroups;

import io.synnaxconnect.simulator.CoreError;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A simulator that does what lines of its standard input say, and answers each with a number. */
final class GroupsServer {

  private static final int ROWS_PER_WRITE = 500_000;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Simulator simulator = Simulator.builder().start();

  /** Index and data channels of each group, by its name. */
  private final Map<String, long[]> groups = new HashMap<>();

  private final Map<String, SimulatedWriter> frameWriters = new HashMap<>();
  private volatile boolean ended;
  private Thread work = new Thread();
  private volatile long blockedMillis;
  private long sessions;

  private GroupsServer() {}

  /** Serves until the process is destroyed. */
  public static void main(String[] args) throws IOException {
    GroupsServer server = new GroupsServer();
    System.out.println(server.simulator.address());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(server.execute(line.strip().split(" ")));
    }
  }

  private long execute(String... words) {
    return switch (words[0]) {
      case "store" -> store(words[1], number(words[2]), number(words[3]), number(words[4]));
      case "live" -> start(() -> writeLive(words[1], number(words[2])));
      case "sessions" ->
          start(() -> writeSessions(number(words[1]), number(words[2]), words[3].equals("stored")));
      case "frame" -> writeFrame(words[1], number(words[2]));
      case "delete" -> start(() -> delete(keys(words[1])[1]));
      case "blocked" -> blockedMillis;
      case "iterators" -> simulator.counters().iteratorsOpened();
      case "cut" -> {
        simulator.cutConnections();
        yield 0;
      }
      case "end" -> end();
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  /** Ends the writers; returns how many sessions there were. */
  private long end() {
    ended = true;
    try {
      work.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return sessions;
  }

  private long[] keys(String name) {
    return Objects.requireNonNull(groups.get(name), name);
  }

  private static int number(String word) {
    return Integer.parseInt(word);
  }

  private long start(Runnable run) {
    work = new Thread(run, "work");
    work.setDaemon(true);
    work.start();
    return 0;
  }

  /** A group with rows in the past, up to now. */
  private long store(String name, int channels, int rows, int stepMicros) {
    long[] keys = new long[channels + 1];
    keys[0] = simulator.createIndex("time_of_" + name);
    for (int i = 1; i <= channels; i++) {
      keys[i] = simulator.createChannel(name + "_" + i, DataType.FLOAT64, keys[0]);
    }
    groups.put(name, keys);
    long step = TimeUnit.MICROSECONDS.toNanos(stepMicros);
    long start = Clock.nowNanos() - rows * step;
    int rowsPerWrite = Math.max(1, ROWS_PER_WRITE / channels);
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      for (int from = 0; from < rows; from += rowsPerWrite) {
        int count = Math.min(rowsPerWrite, rows - from);
        writer.write(frame(channels, start + from * step, count, step));
      }
    }
    return rows;
  }

  private static SeriesData[] frame(int channels, long startNanos, int rows, long stepNanos) {
    long[] stamps = new long[rows];
    Arrays.setAll(stamps, row -> startNanos + row * stepNanos);
    SeriesData[] series = new SeriesData[channels + 1];
    Arrays.fill(series, SeriesData.float64(new double[rows]));
    series[0] = SeriesData.timestamps(stamps);
    return series;
  }

  /** One row after the other, each with the instant at which it is written. */
  private void writeLive(String name, int hertz) {
    ended = false;
    long[] keys = keys(name);
    long step = TimeUnit.SECONDS.toNanos(1) / hertz;
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      for (long next = Clock.nowNanos(); !ended; next += step) {
        Clock.sleepUntil(next);
        writer.write(frame(keys.length - 1, Clock.nowNanos(), 1, 0));
      }
    }
  }

  /** Each row is written by a session of its own, by all groups in turn. */
  private void writeSessions(int groupCount, int perSecond, boolean storedOnly) {
    ended = false;
    sessions = 0;
    long step = TimeUnit.SECONDS.toNanos(1) / perSecond / groupCount;
    for (long next = Clock.nowNanos(); !ended; next += step) {
      Clock.sleepUntil(next);
      long now = Clock.nowNanos();
      WriterOptions options = WriterOptions.defaults().withStart(now);
      long[] keys = keys("session" + sessions % groupCount);
      try (SimulatedWriter writer =
          simulator.openWriter(storedOnly ? WriterOptions.importFrom(now) : options, keys)) {
        writer.writeRow(now, 1.0);
      }
      sessions++;
    }
  }

  /** One frame of about so many bytes, which continues the one before; returns its samples. */
  private long writeFrame(String name, int bytes) {
    long[] keys = keys(name);
    int rows = Math.max(1, bytes / Double.BYTES / keys.length);
    frameWriters
        .computeIfAbsent(name, group -> simulator.openWriter(keys))
        .write(frame(keys.length - 1, Clock.nowNanos(), rows, 1));
    return (long) rows * (keys.length - 1);
  }

  /** Tries to delete a channel until the cluster does. */
  private void delete(long key) {
    long began = System.nanoTime();
    blockedMillis = -1;
    while (blockedMillis < 0) {
      try {
        simulator.deleteChannel(key);
        blockedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      } catch (CoreError e) {
        Clock.sleepUntil(Clock.nowNanos() + RETRY_NANOS);
      }
    }
  }
}
