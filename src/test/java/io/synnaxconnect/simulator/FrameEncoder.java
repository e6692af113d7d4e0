package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** Series to the bytes of a {@code buffer}, written from section 5 of the protocol page. */
final class FrameEncoder {

  static final int ALL_PRESENT = 0x01;
  static final int TIME_ZERO = 0x02;
  static final int EQUAL_TIME = 0x04;
  static final int EQUAL_LENGTH = 0x08;
  static final int EQUAL_ALIGNMENT = 0x10;
  static final int ZERO_ALIGNMENT = 0x20;

  private static final int EMPTY_LENGTH = 0xffff_ffff;

  private FrameEncoder() {}

  /** The frame for a reader in {@code state}; series that the state does not know are left out. */
  static byte[] encode(CodecState state, List<LiveSeries> frame) {
    List<LiveSeries> series = merged(sorted(state, frame));
    int flags = flags(state, series);
    ByteBuffer out = ByteBuffer.allocate(size(flags, series)).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) flags).putInt(state.sequence());
    putCommon(out, flags, series);
    for (LiveSeries one : series) {
      putSeries(out, flags, one);
    }
    return out.array();
  }

  private static List<LiveSeries> sorted(CodecState state, List<LiveSeries> frame) {
    List<LiveSeries> known = new ArrayList<>(frame.size());
    for (LiveSeries one : frame) {
      if (state.type(one.channelKey()) != null) {
        known.add(one);
      }
    }
    known.sort(
        Comparator.comparingLong(LiveSeries::channelKey)
            .thenComparing(LiveSeries::alignment, Long::compareUnsigned));
    return known;
  }

  private static List<LiveSeries> merged(List<LiveSeries> sorted) {
    List<LiveSeries> merged = new ArrayList<>(sorted.size());
    for (LiveSeries one : sorted) {
      int last = merged.size() - 1;
      if (last >= 0 && merged.get(last).continuesIn(one)) {
        merged.set(last, merged.get(last).joinedWith(one));
      } else {
        merged.add(one);
      }
    }
    return merged;
  }

  private static int flags(CodecState state, List<LiveSeries> series) {
    int flags = state.sortedKeys().equals(keys(series)) ? ALL_PRESENT : 0;
    if (!state.hasVariable() && allEqual(series, LiveSeries::samples)) {
      flags |= EQUAL_LENGTH;
    }
    if (allEqual(series, LiveSeries::startNanos) && allEqual(series, LiveSeries::endNanos)) {
      flags |= EQUAL_TIME;
      if (series.isEmpty() || (series.get(0).startNanos() == 0 && series.get(0).endNanos() == 0)) {
        flags |= TIME_ZERO;
      }
    }
    if (allEqual(series, LiveSeries::alignment)) {
      flags |= EQUAL_ALIGNMENT;
      if (series.isEmpty() || series.get(0).alignment() == 0) {
        flags |= ZERO_ALIGNMENT;
      }
    }
    return flags;
  }

  private static List<Long> keys(List<LiveSeries> series) {
    return series.stream().map(LiveSeries::channelKey).toList();
  }

  private static boolean allEqual(List<LiveSeries> series, ToLongFunction<LiveSeries> property) {
    return series.stream().mapToLong(property).distinct().limit(2).count() <= 1;
  }

  private static int size(int flags, List<LiveSeries> series) {
    int perSeries =
        (has(flags, ALL_PRESENT) ? 0 : 4)
            + (has(flags, EQUAL_LENGTH) ? 0 : 4)
            + (has(flags, EQUAL_TIME) ? 0 : 16)
            + (has(flags, EQUAL_ALIGNMENT) ? 0 : 8);
    int size = 5 + series.size() * perSeries;
    size += has(flags, EQUAL_LENGTH) ? 4 : 0;
    size += has(flags, EQUAL_TIME) && !has(flags, TIME_ZERO) ? 16 : 0;
    size += has(flags, EQUAL_ALIGNMENT) && !has(flags, ZERO_ALIGNMENT) ? 8 : 0;
    for (LiveSeries one : series) {
      size += wire(one).length;
    }
    return size;
  }

  private static void putCommon(ByteBuffer out, int flags, List<LiveSeries> series) {
    if (has(flags, EQUAL_LENGTH)) {
      out.putInt(series.isEmpty() ? EMPTY_LENGTH : series.get(0).samples());
    }
    if (has(flags, EQUAL_TIME) && !has(flags, TIME_ZERO)) {
      out.putLong(series.get(0).startNanos()).putLong(series.get(0).endNanos());
    }
    if (has(flags, EQUAL_ALIGNMENT) && !has(flags, ZERO_ALIGNMENT)) {
      out.putLong(series.get(0).alignment());
    }
  }

  private static void putSeries(ByteBuffer out, int flags, LiveSeries one) {
    if (!has(flags, ALL_PRESENT)) {
      out.putInt((int) one.channelKey());
    }
    if (!has(flags, EQUAL_LENGTH)) {
      boolean variable = one.type().isVariable();
      out.putInt(variable ? one.data().length : one.samples());
    }
    out.put(wire(one));
    if (!has(flags, EQUAL_TIME)) {
      out.putLong(one.startNanos()).putLong(one.endNanos());
    }
    if (!has(flags, EQUAL_ALIGNMENT)) {
      out.putLong(one.alignment());
    }
  }

  /** Booleans go as bits, least significant first; all other samples as they are. */
  private static byte[] wire(LiveSeries one) {
    if (one.type() != DataType.BOOLEAN) {
      return one.data();
    }
    BitSet bits = new BitSet();
    for (int i = 0; i < one.samples(); i++) {
      bits.set(i, one.data()[i] != 0);
    }
    return Arrays.copyOf(bits.toByteArray(), (one.samples() + 7) / 8);
  }

  private static boolean has(int flags, int flag) {
    return (flags & flag) != 0;
  }
}
