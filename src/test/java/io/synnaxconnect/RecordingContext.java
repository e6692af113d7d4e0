package io.synnaxconnect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** What a connector tells Connect. */
public final class RecordingContext implements SourceConnectorContext {

  public final AtomicInteger reconfigurations = new AtomicInteger();
  public final List<Exception> errors = new CopyOnWriteArrayList<>();

  /** What Connect has stored; a test may put offsets here. */
  public final Map<Map<String, ?>, Map<String, Object>> stored = new HashMap<>();

  @Override
  public void requestTaskReconfiguration() {
    reconfigurations.incrementAndGet();
  }

  @Override
  public void raiseError(Exception e) {
    errors.add(e);
  }

  @Override
  public OffsetStorageReader offsetStorageReader() {
    return new StoredContext(Map.of(), stored);
  }

  @Override
  public PluginMetrics pluginMetrics() {
    throw new NoSuchMethodError("as on workers before 4.1");
  }
}
