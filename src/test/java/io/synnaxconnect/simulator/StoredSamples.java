package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * All stored samples of one channel in order, a copy.
 *
 * @param timestampsNanos one per sample, from its index
 * @param samples the samples in one series, without alignment
 */
public record StoredSamples(List<Long> timestampsNanos, Series samples) {

  /** How many there are. */
  public int size() {
    return timestampsNanos.size();
  }

  static StoredSamples of(Storage storage, long channelKey, DataType type) {
    List<Long> timestamps = new ArrayList<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    synchronized (storage) {
      for (Domain domain : storage.domains(channelKey)) {
        long to = Math.min(domain.to(), domain.indexTo());
        long from = Math.max(domain.from(), domain.indexDomain().from());
        for (long position = from; position < to; position++) {
          timestamps.add(domain.timestamp(position));
        }
        if (from < to) {
          bytes.writeBytes(domain.slice(from, to));
        }
      }
    }
    ByteBuffer data = ByteBuffer.wrap(bytes.toByteArray());
    Series series =
        type.isVariable()
            ? Series.variable(type, data, Alignment.ZERO, TimeRange.ZERO)
            : Series.fixed(type, data, Alignment.ZERO, TimeRange.ZERO);
    return new StoredSamples(List.copyOf(timestamps), series);
  }
}
