package io.synnaxconnect.telem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Series of several channels that came together. It holds only channels with new data; lengths may
 * differ, and a channel key may repeat. Immutable.
 */
public final class Frame {

  /** The frame without series that a server sends as acknowledgement, and may send at any time. */
  public static final Frame EMPTY = new Frame(new long[0], List.of(), 0);

  private final long[] channelKeys;
  private final List<Series> series;
  private final int retainedBytes;

  private Frame(long[] channelKeys, List<Series> series, int retainedBytes) {
    this.channelKeys = channelKeys;
    this.series = series;
    this.retainedBytes = retainedBytes;
  }

  /**
   * A frame of parallel lists.
   *
   * @param channelKeys one key per series, repeats allowed
   * @param series the series in wire order
   * @param retainedBytes size of the message that the series keep alive
   */
  public static Frame of(long[] channelKeys, List<Series> series, int retainedBytes) {
    if (channelKeys.length != series.size()) {
      throw new IllegalArgumentException(
          channelKeys.length + " channel keys for " + series.size() + " series");
    }
    return new Frame(channelKeys.clone(), List.copyOf(series), retainedBytes);
  }

  /** How many series there are. */
  public int size() {
    return series.size();
  }

  /** Whether there is no series at all. */
  public boolean isEmpty() {
    return series.isEmpty();
  }

  /** Channel key of the {@code i}-th series in wire order. */
  public long channelKeyAt(int i) {
    return channelKeys[i];
  }

  /** The {@code i}-th series in wire order. */
  public Series seriesAt(int i) {
    return series.get(i);
  }

  /** The first series of a channel, or null when the frame has none. */
  public @Nullable Series get(long channelKey) {
    for (int i = 0; i < channelKeys.length; i++) {
      if (channelKeys[i] == channelKey) {
        return series.get(i);
      }
    }
    return null;
  }

  /** Size of the received message that stays in memory as long as any series does. */
  public int retainedBytes() {
    return retainedBytes;
  }

  /** Counts only; never a sample. */
  @Override
  public String toString() {
    return "Frame[" + series.size() + " series, " + retainedBytes + " bytes]";
  }
}
