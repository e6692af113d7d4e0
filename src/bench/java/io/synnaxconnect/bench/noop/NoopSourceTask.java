package io.synnaxconnect.bench.noop;

import io.synnaxconnect.bench.FloodRecords;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/**
 * Emits the records of frames that it has made at its start, a frame at a time as the connector
 * gets them, as many as its gate lets through; or, paced, one row a millisecond with the time at
 * which it was due.
 */
public final class NoopSourceTask extends SourceTask {

  /** Setting: whether rows are paced. */
  public static final String PACED = "noop.paced";

  static final String GATE = "noop.gate";

  private static final long POLL_MILLIS = 500;
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Gate gate = new Gate();
  private List<List<SourceRecord>> frames = List.of();
  private @Nullable FloodRecords paced;
  private @Nullable ObjectName name;
  private int next;
  private long dueNanos;

  @Override
  public String version() {
    return "1";
  }

  @Override
  public void start(Map<String, String> settings) {
    FloodRecords records = new FloodRecords(settings);
    frames = records.frames();
    paced = Boolean.parseBoolean(settings.get(PACED)) ? records : null;
    try {
      name = new ObjectName("io.synnaxconnect.bench:type=gate,name=" + settings.get(GATE));
      ManagementFactory.getPlatformMBeanServer().registerMBean(gate, name);
    } catch (JMException e) {
      throw new ConnectException(e);
    }
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    FloodRecords rows = paced;
    return rows == null ? ready() : due(rows);
  }

  private @Nullable List<SourceRecord> ready() throws InterruptedException {
    if (gate.take(1, POLL_MILLIS) == 0) {
      return null;
    }
    List<SourceRecord> records = frames.get(next);
    next = (next + 1) % frames.size();
    return records;
  }

  private @Nullable List<SourceRecord> due(FloodRecords rows) throws InterruptedException {
    if (gate.take(1, POLL_MILLIS) == 0) {
      dueNanos = 0;
      return null;
    }
    dueNanos = dueNanos == 0 ? nowNanos() : dueNanos + PERIOD_NANOS;
    LockSupport.parkNanos(dueNanos - nowNanos());
    List<SourceRecord> records = new ArrayList<>(rows.row(dueNanos));
    // What has become due meanwhile goes with it.
    while (nowNanos() - dueNanos >= PERIOD_NANOS && gate.take(1, 0) > 0) {
      dueNanos += PERIOD_NANOS;
      records.addAll(rows.row(dueNanos));
    }
    return records;
  }

  private static long nowNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  @Override
  public void stop() {
    try {
      if (name != null) {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      }
    } catch (JMException e) {
      throw new ConnectException(e);
    }
  }
}
