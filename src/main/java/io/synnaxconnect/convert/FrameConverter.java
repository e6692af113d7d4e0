package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Rows;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/** Rows of an index group to the records of a row block. */
public final class FrameConverter {

  /**
   * Converts one row block: rows in order, in each row channels in order of key. The last record
   * carries {@code newOffset}, all before it {@code previousOffset}.
   *
   * @return the records, possibly none (for example when every value was left out)
   */
  public List<SourceRecord> convert(
      Rows block,
      Map<String, String> sourcePartition,
      Map<String, String> previousOffset,
      Map<String, String> newOffset) {
    throw new UnsupportedOperationException(
        "skeleton" + block + sourcePartition + previousOffset + newOffset);
  }
}
