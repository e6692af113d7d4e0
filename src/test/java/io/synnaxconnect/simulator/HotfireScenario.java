package io.synnaxconnect.simulator;

import com.google.protobuf.InvalidProtocolBufferException;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The recorded engine test in real time, over and over, as if it happened now: timestamps are
 * shifted, and {@code sample_counter} goes on counting. Each repetition is a range of the cluster,
 * which goes on until its last sample.
 */
final class HotfireScenario implements Scenario {

  private static final int IMPORTED_ROWS = 1_000;

  /** Key of a channel that is not in the recording: the clusters of then had no booleans. */
  private static final long VALVE_OPEN = 1;

  private static final String COUNTER = "sample_counter";

  /** The index of the group to which a channel may come. */
  private static final String CHANGING = "hotfire_time";

  /** Age of the very first sample; the newest sample of a frame is then about 10 ms old. */
  private static final long AGE_WHEN_SENT_NANOS = 80_000_000;

  private final Simulator simulator;
  private final @Nullable Oracle oracle;
  private final RecordedExchange recording = RecordedExchange.read("demo_hotfire");
  private final Map<Long, Channel> played = new LinkedHashMap<>(recording.channels());
  private final Channel valveState = named("main_valve_state");
  private final List<Map.Entry<Long, byte[]>> lines = RecordedExchange.demoLines();
  private final Map<Long, Channel> created = new LinkedHashMap<>();
  private final Map<Long, ChangingGroup> writers = new LinkedHashMap<>();
  private final CodecState state;
  private long shiftNanos;
  private long newestNanos;
  private long counterOffset;
  private long counterSamples;
  private int runs;

  HotfireScenario(Simulator simulator, @Nullable Oracle oracle) {
    this.simulator = simulator;
    this.oracle = oracle;
    this.state = CodecState.of(1, channels());
    played.put(
        VALVE_OPEN,
        new Channel(
            VALVE_OPEN,
            "main_valve_open",
            "boolean",
            valveState.indexKey(),
            false,
            false,
            false,
            ""));
  }

  private Channel named(String name) {
    return recording.channels().values().stream()
        .filter(channel -> channel.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<Channel> channels() {
    try {
      return StreamerRequest.parseFrom(recording.exchanges().get(0).bytes()).getKeysList().stream()
          .map(key -> Objects.requireNonNull(recording.channels().get((long) key)))
          .toList();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the demo recording is broken", e);
    }
  }

  @Override
  public void prepare() {
    for (Channel recorded : played.values()) {
      if (recorded.isIndex()) {
        put(recorded, simulator.createIndex(recorded.name()));
      }
    }
    for (Channel recorded : played.values()) {
      if (!recorded.isIndex()) {
        long index = Objects.requireNonNull(created.get(recorded.indexKey())).key();
        DataType type = Objects.requireNonNull(recorded.dataType());
        put(recorded, simulator.createChannel(recorded.name(), type, index));
      }
    }
    for (Channel index : played.values()) {
      if (index.isIndex()) {
        List<Channel> data = dataOf(index).stream().map(c -> created.get(c.key())).toList();
        Channel mine = Objects.requireNonNull(created.get(index.key()));
        writers.put(
            index.key(), new ChangingGroup(simulator, mine, data, firstRows(index), oracle));
      }
    }
  }

  /** A thousand rows, or as many as there are. */
  private EarlierRun firstRows(Channel index) {
    List<byte[]> samples = dataOf(index).stream().map(this::firstSamples).toList();
    return new EarlierRun(firstSamples(index), samples);
  }

  private byte[] firstSamples(Channel channel) {
    ByteArrayOutputStream samples = new ByteArrayOutputStream();
    lines.stream()
        .flatMap(line -> decode(line.getValue()).stream())
        .filter(series -> series.channelKey() == channel.key())
        .forEach(series -> samples.writeBytes(series.data()));
    DataType type = Objects.requireNonNull(channel.dataType());
    return Samples.first(type, samples.toByteArray(), IMPORTED_ROWS);
  }

  private void put(Channel recorded, long key) {
    created.put(
        recorded.key(),
        simulator.channels().stream().filter(c -> c.key() == key).findFirst().orElseThrow());
  }

  private List<Channel> dataOf(Channel index) {
    return played.values().stream()
        .filter(channel -> channel.indexKey() == index.key() && !channel.equals(index))
        .toList();
  }

  @Override
  public void tell(String command) {
    played.values().stream()
        .filter(channel -> channel.name().equals(CHANGING))
        .map(channel -> Objects.requireNonNull(writers.get(channel.key())))
        .forEach(group -> group.tell(command));
  }

  @Override
  public void run() throws InterruptedException {
    long recordedStart = firstTimestamp();
    long firstFrameNanos = firstFrameNanos();
    while (true) {
      Pace pace = new Pace();
      long sentNanos = SimulatorBuilder.systemNanos() + firstFrameNanos - AGE_WHEN_SENT_NANOS;
      shiftNanos = Math.max(sentNanos, newestNanos + 1) - recordedStart;
      counterSamples = 0;
      runOnce(pace, recordedStart + shiftNanos);
      counterOffset += counterSamples;
    }
  }

  private void runOnce(Pace pace, long startNanos) throws InterruptedException {
    runs++;
    String name = "Hotfire " + runs;
    String range = simulator.ranges().create(name, startNanos, Long.MAX_VALUE);
    System.out.println("RANGE " + name);
    try {
      for (Map.Entry<Long, byte[]> line : lines) {
        pace.await(line.getKey());
        write(decode(line.getValue()));
      }
    } finally {
      simulator.ranges().put(range, name, startNanos, Math.max(startNanos, newestNanos) + 1);
    }
  }

  /** When the first frame with samples is sent, after the start of a round. */
  private long firstFrameNanos() {
    return lines.stream()
        .filter(line -> !decode(line.getValue()).isEmpty())
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private long firstTimestamp() {
    return lines.stream()
        .flatMap(line -> decode(line.getValue()).stream())
        .filter(series -> series.type() == DataType.TIMESTAMP && series.samples() > 0)
        .mapToLong(series -> Samples.longAt(series.data(), 0))
        .min()
        .orElseThrow();
  }

  private List<LiveSeries> decode(byte[] message) {
    try {
      byte[] buffer = StreamerResponse.parseFrom(message).getBuffer().toByteArray();
      // The acknowledgement is the only line without samples: its length is no length.
      return buffer.length <= 9 ? List.of() : withValve(FrameDecoder.decode(state, buffer));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the demo recording is broken", e);
    }
  }

  private List<LiveSeries> withValve(List<LiveSeries> recorded) {
    List<LiveSeries> series = new ArrayList<>(recorded);
    for (LiveSeries one : recorded) {
      if (one.channelKey() == valveState.key()) {
        byte[] open = one.data().clone();
        for (int i = 0; i < open.length; i++) {
          open[i] = (byte) (open[i] == 0 ? 0 : 1);
        }
        series.add(
            new LiveSeries(
                VALVE_OPEN, DataType.BOOLEAN, open, one.samples(), one.alignment(), 0, 0));
      }
    }
    return series;
  }

  private void write(List<LiveSeries> frame) {
    Map<Long, LiveSeries> byKey = new LinkedHashMap<>();
    frame.forEach(series -> byKey.put(series.channelKey(), series));
    writers.forEach(
        (indexKey, writer) -> {
          LiveSeries times = byKey.get(indexKey);
          if (times != null && times.samples() > 0) {
            writer.write(shifted(times), samples(indexKey, byKey));
          }
        });
  }

  private byte[] shifted(LiveSeries times) {
    byte[] moved = Samples.added(times.data(), shiftNanos);
    newestNanos = Math.max(newestNanos, Samples.longAt(moved, moved.length - Long.BYTES));
    return moved;
  }

  private List<byte[]> samples(long indexKey, Map<Long, LiveSeries> byKey) {
    List<byte[]> samples = new ArrayList<>();
    for (Channel channel : dataOf(Objects.requireNonNull(played.get(indexKey)))) {
      LiveSeries series = Objects.requireNonNull(byKey.get(channel.key()), channel.name());
      if (channel.name().equals(COUNTER)) {
        counterSamples += series.samples();
        samples.add(Samples.added(series.data(), counterOffset));
      } else {
        samples.add(series.data());
      }
    }
    return samples;
  }
}
