package io.synnaxconnect;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * What Connect gives a task.
 *
 * @param configs the task's configuration
 * @param stored offsets by source partition; may change
 */
public record StoredContext(
    Map<String, String> configs, Map<Map<String, ?>, Map<String, Object>> stored)
    implements SourceTaskContext, OffsetStorageReader {

  @Override
  public OffsetStorageReader offsetStorageReader() {
    return this;
  }

  @Override
  public PluginMetrics pluginMetrics() {
    throw new NoSuchMethodError("as on workers before 4.1");
  }

  @Override
  public <T> Map<String, Object> offset(Map<String, T> partition) {
    throw new UnsupportedOperationException("one call per partition is slow");
  }

  @Override
  public <T> Map<Map<String, T>, Map<String, Object>> offsets(
      Collection<Map<String, T>> partitions) {
    Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
    // As the worker does: every partition that was asked for is there, some with null.
    partitions.forEach(partition -> found.put(partition, stored.get(partition)));
    return found;
  }
}
