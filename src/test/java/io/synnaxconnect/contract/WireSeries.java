package io.synnaxconnect.contract;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One series as it stands on the wire.
 *
 * @param key channel key
 * @param length samples for fixed widths, bytes for variable ones
 * @param data the samples, little-endian
 */
record WireSeries(
    long key, int length, ByteBuffer data, long start, long end, long domain, long sample) {

  long alignment() {
    return domain << 32 | sample;
  }

  /** The samples of a timestamp, int64 or uint64 channel. */
  List<Long> longs() {
    List<Long> values = new ArrayList<>();
    ByteBuffer view = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (view.remaining() >= Long.BYTES) {
      values.add(view.getLong());
    }
    return values;
  }

  /** The samples of a float64 channel. */
  List<Double> doubles() {
    return longs().stream().map(Double::longBitsToDouble).toList();
  }

  /** The bytes, for comparing whole series. */
  String hex() {
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
