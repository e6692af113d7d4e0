package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a server writes by itself: its metrics every two seconds and a status signal every second
 * (protocol sections 8 and 9).
 */
final class Housekeeping {

  private static final long METRICS_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Core core;
  private final SimulatedWriter metrics;
  private final long statusKey;

  private Housekeeping(Core core) {
    this.core = core;
    List<Channel> channels =
        core.channels().all().stream()
            .filter(c -> c.indexKey() == BuiltInChannels.METRICS_TIME)
            .toList();
    metrics =
        new SimulatedWriter(
            WriterSession.open(core, channels, WriterOptions.defaults(), List.of()), channels);
    statusKey = core.channels().findByName("sy_status_set").orElseThrow().key();
  }

  /** Begins; it ends with the server process. */
  static void begin(Core core) {
    Housekeeping housekeeping = new Housekeeping(core);
    var unused = core.scheduleRepeatedly(housekeeping::writeMetrics, METRICS_NANOS);
    var unusedToo = core.scheduleRepeatedly(housekeeping::tellStatus, STATUS_NANOS);
  }

  private void writeMetrics() {
    Runtime runtime = Runtime.getRuntime();
    double used = 100.0 * (runtime.totalMemory() - runtime.freeMemory()) / runtime.maxMemory();
    metrics.writeRow(core.settings().clock().getAsLong(), used, 1.0, 0.001, 0.001);
  }

  private void tellStatus() {
    LiveSeries status =
        SeriesData.of(
                DataType.JSON, "{\"key\":\"core\",\"message\":\"running\",\"variant\":\"success\"}")
            .toSeries(statusKey);
    core.publish(new RelayFrame(List.of(status), 0));
  }
}
