package io.synnaxconnect.client;

import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A simulator with two index groups, temperature and pressure, and a client of it. */
final class LiveStand implements AutoCloseable {

  /** Only failing tests wait that long. */
  static final Duration LONG = Duration.ofSeconds(60);

  private static final long T0 = 1_700_000_000_000_000_000L;

  final Simulator simulator = Simulator.builder().password(TestOptions.PASSWORD).start();
  final SynnaxClient client = SynnaxClient.create(TestOptions.plaintext(simulator.port()));
  final long temperatureTimeKey = simulator.createIndex("temperature_time");
  final long temperatureKey =
      simulator.createChannel("temperature", DataType.FLOAT64, temperatureTimeKey);
  final long pressureTimeKey = simulator.createIndex("pressure_time");
  final long pressureKey = simulator.createChannel("pressure", DataType.FLOAT64, pressureTimeKey);
  private SimulatedWriter temperature = simulator.openWriter(temperatureTimeKey, temperatureKey);
  private final SimulatedWriter pressure = simulator.openWriter(pressureTimeKey, pressureKey);
  private long rows;

  /** One row of the temperature group. */
  void writeTemperature(double value) {
    temperature.writeRow(T0 + rows++, value);
  }

  /** One row of the pressure group. */
  void writePressure(double value) {
    pressure.writeRow(T0 + rows++, value);
  }

  /** A frame of many equal temperatures. */
  void writeTemperatures(int samples, double value) {
    long[] times = new long[samples];
    double[] values = new double[samples];
    for (int i = 0; i < samples; i++) {
      times[i] = T0 + rows++;
      values[i] = value;
    }
    temperature.write(SeriesData.timestamps(times), SeriesData.float64(values));
  }

  /** After a restart of the simulator. */
  void reopenTemperature() {
    temperature = simulator.openWriter(temperatureTimeKey, temperatureKey);
  }

  /** The first temperature of a frame that has one. */
  static double temperatureOf(@Nullable Frame frame) {
    return Objects.requireNonNull(Objects.requireNonNull(frame).get("temperature")).doubleAt(0);
  }

  @Override
  public void close() {
    client.close();
    simulator.close();
  }
}
