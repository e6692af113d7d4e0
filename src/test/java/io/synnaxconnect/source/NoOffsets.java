package io.synnaxconnect.source;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** A worker that has stored nothing yet. */
final class NoOffsets implements OffsetStorageReader {

  @Override
  public <T> Map<String, Object> offset(Map<String, T> partition) {
    throw new UnsupportedOperationException("one call per partition is slow");
  }

  @Override
  public <T> Map<Map<String, T>, Map<String, Object>> offsets(
      Collection<Map<String, T>> partitions) {
    return Map.of();
  }
}
