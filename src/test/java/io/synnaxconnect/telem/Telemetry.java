package io.synnaxconnect.telem;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Small groups and frames for tests. */
public final class Telemetry {

  /** The domain in which a cluster's first writer streams. */
  public static final long DOMAIN = 4293967296L;

  public static final Channel TIME = channel(1, "timestamp", 1);
  public static final Channel PRESSURE = channel(2, "float64", 1);
  public static final Channel FORCE = channel(3, "float64", 1);

  /** An index with two data channels; the index itself is not chosen. */
  public static final IndexGroup GROUP = new IndexGroup(TIME, List.of(PRESSURE, FORCE));

  public static final Channel OTHER_TIME = channel(11, "timestamp", 11);
  public static final Channel OTHER_DATA = channel(12, "float64", 11);
  public static final IndexGroup OTHER_GROUP = new IndexGroup(OTHER_TIME, List.of(OTHER_DATA));

  public static final Channel NOTE = new Channel(21, "note", "int64", 0, false, true, false, "");
  public static final IndexGroup NOTES = new IndexGroup(null, List.of(NOTE));

  private Telemetry() {}

  public static Channel channel(long key, String dataType, long indexKey) {
    return new Channel(key, "c" + key, dataType, indexKey, key == indexKey, false, false, "");
  }

  public static Series longs(DataType type, long sample, long... values) {
    return longs(type, Alignment.of(DOMAIN, sample), values);
  }

  public static Series longs(DataType type, Alignment alignment, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(bytes::putLong);
    return Series.fixed(type, bytes.flip(), alignment, TimeRange.ZERO);
  }

  /** Timestamps in nanoseconds, the first at a sample number of {@link #DOMAIN}. */
  public static Series stamps(long sample, long... nanos) {
    return longs(DataType.TIMESTAMP, sample, nanos);
  }

  /** Samples whose values do not matter. */
  public static Series data(long sample, int count) {
    return longs(DataType.FLOAT64, sample, LongStream.range(0, count).toArray());
  }

  /** A frame of series for each of which the channel's key stands before it. */
  public static Frame frame(Object... keysAndSeries) {
    return frameOfBytes(0, keysAndSeries);
  }

  public static Frame frameOfBytes(int retainedBytes, Object... keysAndSeries) {
    long[] keys = new long[keysAndSeries.length / 2];
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < keys.length; i++) {
      keys[i] = ((Channel) keysAndSeries[2 * i]).key();
      series.add((Series) keysAndSeries[2 * i + 1]);
    }
    return Frame.of(keys, series, retainedBytes);
  }

  /** A frame of {@link #GROUP} with one row. */
  public static Frame row(long sample, long nanos) {
    return frame(TIME, stamps(sample, nanos), PRESSURE, data(sample, 1), FORCE, data(sample, 1));
  }
}
