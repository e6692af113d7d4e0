package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sine waves at a chosen rate: float64 channels {@code signal_0} ... in groups of at most 50 with
 * an index {@code signal_time_<n>} each. The first channel of each group counts its samples.
 */
final class GeneratedScenario implements Scenario {

  private static final int GROUP_CHANNELS = 50;
  private static final int WRITES_PER_SECOND = 20;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Simulator simulator;
  private final @Nullable Oracle oracle;
  private final int channelCount;
  private final int rateHz;
  private final List<ScenarioWriter> writers = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();

  /**
   * Signals to come.
   *
   * @param channelCount how many data channels there are
   * @param rateHz samples per second of each, 1 to 1,000,000
   */
  GeneratedScenario(Simulator simulator, @Nullable Oracle oracle, int channelCount, int rateHz) {
    this.simulator = simulator;
    this.oracle = oracle;
    this.channelCount = channelCount;
    this.rateHz = rateHz;
  }

  @Override
  public void prepare() {
    for (int first = 0; first < channelCount; first += GROUP_CHANNELS) {
      int group = first / GROUP_CHANNELS;
      long indexKey = simulator.createIndex("signal_time_" + group);
      List<Long> keys = new ArrayList<>();
      for (int i = first; i < Math.min(channelCount, first + GROUP_CHANNELS); i++) {
        keys.add(simulator.createChannel("signal_" + i, DataType.FLOAT64, indexKey));
      }
      widths.add(keys.size());
      List<Channel> data = keys.stream().map(this::channel).toList();
      writers.add(new ScenarioWriter(simulator, channel(indexKey), data, oracle));
    }
  }

  private Channel channel(long key) {
    return simulator.channels().stream().filter(c -> c.key() == key).findFirst().orElseThrow();
  }

  @Override
  public void tell(String command) {}

  @Override
  public void run() throws InterruptedException {
    long startNanos = SimulatorBuilder.systemNanos();
    int block = Math.max(1, rateHz / WRITES_PER_SECOND);
    Pace pace = new Pace();
    for (long sample = 0; ; sample += block) {
      pace.await((sample + block) * NANOS_PER_SECOND / rateHz);
      byte[] times = timestamps(startNanos, sample, block);
      for (int group = 0; group < writers.size(); group++) {
        List<byte[]> samples = new ArrayList<>();
        for (int i = 0; i < widths.get(group); i++) {
          samples.add(signal(i, sample, block));
        }
        writers.get(group).write(times, samples);
      }
    }
  }

  private byte[] timestamps(long startNanos, long first, int count) {
    ByteBuffer out = ByteBuffer.wrap(new byte[count * Long.BYTES]).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      out.putLong(startNanos + (first + i) * NANOS_PER_SECOND / rateHz);
    }
    return out.array();
  }

  private byte[] signal(int channel, long first, int count) {
    ByteBuffer out = ByteBuffer.wrap(new byte[count * Double.BYTES]).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      long sample = first + i;
      double phase = 2 * Math.PI * channel * (sample % rateHz) / rateHz;
      out.putDouble(channel == 0 ? sample : channel + Math.sin(phase));
    }
    return out.array();
  }
}
