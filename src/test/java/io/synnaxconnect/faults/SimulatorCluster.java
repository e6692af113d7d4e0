package io.synnaxconnect.faults;

import io.synnaxconnect.client.SynnaxClientOptions;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.StoredSamples;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.TimeRange;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A simulator of its own. Its writers work whatever happens to the network. */
final class SimulatorCluster implements FaultCluster {

  private final Simulator simulator;
  private final Set<Long> textChannels = new HashSet<>();

  SimulatorCluster() {
    this(Simulator.builder().start());
  }

  /** Ends the simulator at its own end. */
  SimulatorCluster(Simulator simulator) {
    this.simulator = simulator;
  }

  @Override
  public Map<String, String> connectorSettings() {
    return Map.of(
        "synnax.address", simulator.address(),
        "synnax.username", "synnax",
        "synnax.password", "seldon",
        "synnax.tls.enabled", "false");
  }

  @Override
  public Optional<Map<String, String>> narrowUser(long... readableKeys) {
    return Optional.empty();
  }

  @Override
  public SynnaxClientOptions clientOptions() {
    return new SynnaxClientOptions(
        "127.0.0.1",
        simulator.port(),
        new SynnaxClientOptions.Credentials("synnax", "seldon"),
        SynnaxClientOptions.Tls.PLAINTEXT,
        SynnaxClientOptions.Limits.DEFAULT);
  }

  @Override
  public String prefix() {
    return "";
  }

  @Override
  public long createIndex(String name) {
    return simulator.createIndex(name);
  }

  @Override
  public long createChannel(String name, long index) {
    return simulator.createChannel(name, DataType.FLOAT64, index);
  }

  @Override
  public long createTextChannel(String name, long index) {
    long key = simulator.createChannel(name, DataType.STRING, index);
    textChannels.add(key);
    return key;
  }

  @Override
  public Writer openWriter(long startNanos, long index, long... channels) {
    return open(WriterOptions.defaults(), index, channels);
  }

  @Override
  public Writer openImport(long startNanos, long index, long... channels) {
    return open(WriterOptions.importFrom(startNanos).withAutoCommit(false), index, channels);
  }

  @Override
  public void importAlone(long startNanos, long channel, double... values) {
    Object[][] rows =
        Arrays.stream(values).mapToObj(v -> new Object[] {v}).toArray(Object[][]::new);
    simulator.importRows(new long[] {channel}, startNanos, rows);
  }

  @Override
  public boolean canStoreTexts() {
    return true;
  }

  @Override
  public boolean canDelete() {
    return true;
  }

  @Override
  public void delete(TimeRange range, long... channels) {
    simulator.deleteRegions(range, channels);
  }

  private Writer open(WriterOptions options, long index, long... channels) {
    long[] keys = new long[channels.length + 1];
    keys[0] = index;
    System.arraycopy(channels, 0, keys, 1, channels.length);
    return new InProcess(simulator.openWriter(options, keys), textChannels.contains(channels[0]));
  }

  private record InProcess(SimulatedWriter writer, boolean texts) implements Writer {

    @Override
    public void writeRow(long timestampNanos, double[] values) {
      Object[] row = new Object[values.length + 1];
      row[0] = timestampNanos;
      for (int i = 0; i < values.length; i++) {
        row[i + 1] = texts ? NumberText.of(values[i]) : (Object) values[i];
      }
      writer.writeRow(row);
    }

    @Override
    public void commit() {
      writer.commit();
    }

    @Override
    public void close() {
      writer.close();
    }
  }

  @Override
  public NavigableMap<Long, Double> stored(
      long index, long channel, long afterNanos, long upToNanos) {
    StoredSamples samples = simulator.stored(channel);
    TreeMap<Long, Double> byTime = new TreeMap<>();
    for (int i = 0; i < samples.size(); i++) {
      byTime.put(
          samples.timestampsNanos().get(i), NumberText.toNumber(samples.samples().valueAt(i)));
    }
    return byTime.subMap(afterNanos, false, upToNanos, true);
  }

  @Override
  public void cutConnections() {
    simulator.cutConnections();
  }

  @Override
  public void closePort() {
    simulator.stop();
  }

  @Override
  public void openPort() {
    simulator.start();
  }

  @Override
  public void restart(RestartKind kind) {
    simulator.restart(kind);
  }

  @Override
  public Optional<String> whyItCannotRestart() {
    return Optional.empty();
  }

  @Override
  public Optional<Simulator> simulator() {
    return Optional.of(simulator);
  }

  @Override
  public void close() {
    simulator.close();
  }
}
