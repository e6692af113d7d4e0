package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.DataType;
import java.util.Arrays;

/**
 * Samples of one channel on their way to readers.
 *
 * @param channelKey the channel
 * @param type type of every sample
 * @param data samples as on the wire, little-endian, variable ones each with its length
 * @param samples how many samples there are
 * @param alignment domain in the upper, sample in the lower 32 bits
 * @param startNanos start of the time range, 0 where the writer set none
 * @param endNanos end of the time range, exclusive
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copied by nobody
record LiveSeries(
    long channelKey,
    DataType type,
    byte[] data,
    int samples,
    long alignment,
    long startNanos,
    long endNanos) {

  /** Whether {@code next} goes on exactly where this one ends. */
  boolean continuesIn(LiveSeries next) {
    return channelKey == next.channelKey && Samples.advance(alignment, samples) == next.alignment;
  }

  /** This series and the next as one. */
  LiveSeries joinedWith(LiveSeries next) {
    byte[] joined = Arrays.copyOf(data, data.length + next.data.length);
    System.arraycopy(next.data, 0, joined, data.length, next.data.length);
    return new LiveSeries(
        channelKey,
        type,
        joined,
        samples + next.samples,
        alignment,
        Math.min(startNanos, next.startNanos),
        Math.max(endNanos, next.endNanos));
  }

  /** The same samples at another place. */
  LiveSeries at(long newAlignment) {
    return new LiveSeries(channelKey, type, data, samples, newAlignment, startNanos, endNanos);
  }

  /** As many samples of another channel, at the same place. */
  LiveSeries as(long newChannelKey, byte[] newData) {
    return new LiveSeries(newChannelKey, type, newData, samples, alignment, startNanos, endNanos);
  }

  /** Samples 0, n, 2n ... under the alignment of the whole. */
  LiveSeries everyNth(int n) {
    if (n <= 1 || samples <= 1) {
      return this;
    }
    byte[] kept = Samples.everyNth(type, data, n);
    int count = (samples + n - 1) / n;
    return new LiveSeries(channelKey, type, kept, count, alignment, startNanos, endNanos);
  }
}
