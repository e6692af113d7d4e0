package io.synnaxconnect.bench.noop;

import io.synnaxconnect.bench.FloodRecords;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** Emits the records of frames that it has made at its start, as many as its gate lets through. */
public final class NoopSourceTask extends SourceTask {

  static final String GATE = "noop.gate";

  private static final long POLL_MILLIS = 500;
  private static final int MAX_RECORDS = 2_000;

  private final Gate gate = new Gate();
  private List<List<SourceRecord>> frames = List.of();
  private @Nullable ObjectName name;
  private int framesPerPoll;
  private int next;

  @Override
  public String version() {
    return "1";
  }

  @Override
  public void start(Map<String, String> settings) {
    frames = FloodRecords.of(settings);
    framesPerPoll = Math.max(1, MAX_RECORDS / frames.get(0).size());
    try {
      name = new ObjectName("io.synnaxconnect.bench:type=gate,name=" + settings.get(GATE));
      ManagementFactory.getPlatformMBeanServer().registerMBean(gate, name);
    } catch (JMException e) {
      throw new ConnectException(e);
    }
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    int count = gate.take(framesPerPoll, POLL_MILLIS);
    if (count == 0) {
      return null;
    }
    List<SourceRecord> records = new ArrayList<>(count * frames.get(0).size());
    for (int i = 0; i < count; i++) {
      records.addAll(frames.get(next));
      next = (next + 1) % frames.size();
    }
    return records;
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
