package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes an index group to which a channel comes while it is written, and from which it goes again,
 * and into which older rows are imported. Is told so on any thread, and does it on the one that
 * writes.
 */
final class ChangingGroup {

  /** What there is to tell. */
  static final List<String> COMMANDS = List.of("create", "retire", "delete", "import");

  private static final String NAME = "tank_temperature";

  private final Simulator simulator;
  private final Channel index;
  private final List<Channel> data;
  private final @Nullable Oracle oracle;
  private final EarlierRun earlier;
  private final Queue<String> commands = new ConcurrentLinkedQueue<>();
  private List<Channel> written;
  private ScenarioWriter writer;
  private @Nullable Channel guest;
  private boolean isWritten;
  private boolean isDoomed;
  private long lastNanos;

  /** The group without its guest; also the rows to import are without it. */
  ChangingGroup(
      Simulator simulator,
      Channel index,
      List<Channel> data,
      EarlierRun earlier,
      @Nullable Oracle oracle) {
    this.simulator = simulator;
    this.index = index;
    this.data = List.copyOf(data);
    this.earlier = earlier;
    this.oracle = oracle;
    this.written = this.data;
    this.writer = new ScenarioWriter(simulator, index, this.data, oracle);
  }

  /**
   * {@code create} adds the channel and writes to it, {@code retire} writes no more to it, {@code
   * delete} deletes it, {@code import} imports older rows. Each is done with the next write, and
   * then printed.
   */
  void tell(String command) {
    commands.add(command);
  }

  /** One write: raw timestamps and the raw samples of each data channel but the guest. */
  void write(byte[] timestamps, List<byte[]> samples) {
    for (String command = commands.poll(); command != null; command = commands.poll()) {
      obey(command);
    }
    if (isDoomed) {
      delete();
    }
    List<byte[]> all = new ArrayList<>(samples);
    if (isWritten) {
      all.add(temperatures(timestamps));
      lastNanos = Samples.longAt(timestamps, timestamps.length - Long.BYTES);
    }
    writer.write(timestamps, all);
  }

  private void obey(String command) {
    if (command.equals("create") && guest == null) {
      long key = simulator.createChannel(NAME, DataType.FLOAT32, index.key());
      Channel created =
          simulator.channels().stream().filter(c -> c.key() == key).findFirst().orElseThrow();
      List<Channel> all = new ArrayList<>(data);
      all.add(created);
      reopen(all);
      guest = created;
      isWritten = true;
      System.out.println("CREATED " + NAME);
    } else if (command.equals("retire") && isWritten) {
      reopen(data);
      isWritten = false;
      System.out.println("RETIRED " + NAME + " " + lastNanos);
    } else if (command.equals("delete") && !isWritten) {
      isDoomed = true;
    } else if (command.equals("import")) {
      importEarlier();
    }
  }

  /** The writer of the live rows gives the group up for the moment: only one has control. */
  private void importEarlier() {
    writer.close();
    int samples = earlier.importInto(simulator, index, data, oracle);
    reopen(written);
    System.out.println("IMPORTED " + samples);
  }

  private void reopen(List<Channel> channels) {
    writer.close();
    written = channels;
    writer = new ScenarioWriter(simulator, index, channels, oracle);
  }

  private void delete() {
    Channel doomed = guest;
    if (doomed == null) {
      return;
    }
    try {
      simulator.deleteChannel(doomed.key());
      guest = null;
      isDoomed = false;
      System.out.println("DELETED " + NAME);
    } catch (CoreError inUse) {
      // A reader looks into its history at this moment; the next write tries again.
    }
  }

  private static byte[] temperatures(byte[] timestamps) {
    int samples = timestamps.length / Long.BYTES;
    ByteBuffer out = ByteBuffer.allocate(samples * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < samples; i++) {
      double seconds = Samples.longAt(timestamps, i * Long.BYTES) / 1e9 % 1_000;
      out.putFloat((float) (290 + 8 * Math.sin(seconds)));
    }
    return out.array();
  }
}
