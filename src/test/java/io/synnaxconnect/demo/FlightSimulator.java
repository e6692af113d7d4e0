package io.synnaxconnect.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.cluster.SentSample;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Series;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process: a Synnax simulator that repeats the recorded flight, as if it happened now. Commands
 * come as lines: {@code start N} begins once N streams are open, {@code stop} ends it. What was
 * sent is in a file, one sample per line. When the input ends, so does the process: nothing
 * outlives its parent.
 */
public final class FlightSimulator {

  static final String STOPPED = "stopped";
  static final String ADDRESS = "address ";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Simulator simulator;
  private final RecordedFlight flight;
  private final Writer oracle;
  private final Map<Long, Long> keys = new HashMap<>();
  private final Map<Long, Channel> channels = new HashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread replay = new Thread(this::replay, "flight-replay");
  private volatile int awaitedStreams;

  private FlightSimulator(Simulator simulator, RecordedFlight flight, Writer oracle) {
    this.simulator = simulator;
    this.flight = flight;
    this.oracle = oracle;
    createChannels();
  }

  /** The one argument is the file for what was sent. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = System.out;
    try (Simulator simulator = Simulator.builder().retainedSamples(100_000).start();
        Writer oracle = Files.newBufferedWriter(Path.of(arguments[0]));
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      FlightSimulator flight = new FlightSimulator(simulator, RecordedFlight.load(), oracle);
      out.println(ADDRESS + simulator.address());
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        if (line.startsWith("start ")) {
          flight.start(Integer.parseInt(line.substring("start ".length())));
        } else if (line.equals("stop")) {
          flight.stop();
          out.println(STOPPED);
        }
      }
      flight.stop();
    }
  }

  private void createChannels() {
    for (Channel recorded : flight.channels()) {
      if (recorded.isIndex()) {
        keys.put(recorded.key(), simulator.createIndex(recorded.name()));
      }
    }
    for (Channel recorded : flight.channels()) {
      if (!recorded.isIndex()) {
        DataType type = Objects.requireNonNull(recorded.dataType());
        long index = Objects.requireNonNull(keys.get(recorded.indexKey()));
        keys.put(recorded.key(), simulator.createChannel(recorded.name(), type, index));
      }
      channels.put(recorded.key(), recorded);
    }
  }

  private void start(int streams) {
    awaitedStreams = streams;
    replay.start();
  }

  private void stop() throws InterruptedException, IOException {
    stop.countDown();
    replay.join();
    oracle.flush();
  }

  private void replay() {
    long[] all = keys.values().stream().mapToLong(Long::longValue).toArray();
    try (SimulatedWriter writer = simulator.openWriter(all)) {
      while (simulator.counters().openStreams() < awaitedStreams) {
        if (stop.await(10, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      long startNanos = Clocks.nanosSince1970(InstantSource.system().instant());
      for (long round = 0; stop.getCount() > 0; round++) {
        playOnce(writer, startNanos + round * RecordedFlight.ROUND_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void playOnce(SimulatedWriter writer, long startNanos)
      throws InterruptedException, IOException {
    RecordedFlight.TimedFrame first = flight.frames().get(0);
    Series firstTimes = first.frame().seriesAt(0);
    // The newest timestamp of the first frame becomes the time at which it is sent.
    long newest = firstTimes.longAt(firstTimes.sampleCount() - 1);
    long shiftNanos = startNanos + first.atNanos() - newest;
    for (RecordedFlight.TimedFrame timed : flight.frames()) {
      long now = Clocks.nanosSince1970(InstantSource.system().instant());
      long waitNanos = startNanos + timed.atNanos() - now;
      if (stop.await(Math.max(0, waitNanos), TimeUnit.NANOSECONDS)) {
        return;
      }
      write(writer, timed, shiftNanos);
    }
  }

  private void write(SimulatedWriter writer, RecordedFlight.TimedFrame timed, long shiftNanos)
      throws IOException {
    Map<Long, SeriesData> data = new LinkedHashMap<>();
    for (int i = 0; i < timed.frame().size(); i++) {
      long recordedKey = timed.frame().channelKeyAt(i);
      Series series = timed.frame().seriesAt(i);
      data.put(keys.get(recordedKey), shifted(series, shiftNanos));
      tell(recordedKey, timed, series, shiftNanos);
    }
    writer.write(data);
  }

  /** Before it is written, so that the oracle never lags behind Kafka. */
  private void tell(
      long recordedKey, RecordedFlight.TimedFrame timed, Series series, long shiftNanos)
      throws IOException {
    Channel channel = Objects.requireNonNull(channels.get(recordedKey));
    Series times = Objects.requireNonNull(timed.frame().get(channel.indexKey()));
    for (int i = 0; i < series.sampleCount(); i++) {
      Object value =
          channel.isIndex() ? series.longAt(i) + shiftNanos : StreamRecorder.value(series, i);
      SentSample sample = new SentSample(channel.name(), times.longAt(i) + shiftNanos, value);
      oracle.write(JSON.writeValueAsString(sample));
      oracle.write('\n');
    }
  }

  private static SeriesData shifted(Series series, long shiftNanos) {
    if (series.dataType() == DataType.TIMESTAMP) {
      long[] nanos = new long[series.sampleCount()];
      for (int i = 0; i < nanos.length; i++) {
        nanos[i] = series.longAt(i) + shiftNanos;
      }
      return SeriesData.timestamps(nanos);
    }
    ByteBuffer data = series.data();
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return SeriesData.raw(series.dataType(), bytes);
  }
}
