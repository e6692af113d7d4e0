package io.synnaxconnect.contract;

import com.google.protobuf.ByteString;
import io.synnaxconnect.proto.SeriesMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;

/** Series to write. Times are nanoseconds since the Unix epoch. */
public final class ContractSamples {

  /** Somewhere in the past of every cluster; channels of a test are new, so nothing overlaps. */
  static final long T0 = 1_700_000_000_000_000_000L;

  static final long MILLISECOND = 1_000_000L;

  private ContractSamples() {}

  public static SeriesMessage timestamps(long... nanos) {
    return longs("timestamp", nanos);
  }

  /**
   * {@code count} timestamps, one per millisecond, the first {@code first} milliseconds after T0.
   */
  static SeriesMessage milliseconds(long first, int count) {
    return timestamps(times(first, count).stream().mapToLong(Long::longValue).toArray());
  }

  /** The same as values to compare with. */
  static List<Long> times(long first, int count) {
    return LongStream.range(first, first + count).map(i -> T0 + i * MILLISECOND).boxed().toList();
  }

  /** {@code count} float64 samples: first, first + 1, ... */
  static SeriesMessage counting(long first, int count) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> (double) (first + i));
    return doubles(values);
  }

  public static SeriesMessage doubles(double... values) {
    return longs("float64", Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray());
  }

  public static SeriesMessage strings(String... values) {
    byte[][] bytes = new byte[values.length][];
    Arrays.setAll(bytes, i -> values[i].getBytes(StandardCharsets.UTF_8));
    return variable("string", bytes);
  }

  static SeriesMessage variable(String dataType, byte[]... values) {
    int size = Arrays.stream(values).mapToInt(v -> Integer.BYTES + v.length).sum();
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] value : values) {
      out.putInt(value.length).put(value);
    }
    return series(dataType, out.array());
  }

  static SeriesMessage hex(String dataType, String hex) {
    return series(dataType, HexFormat.of().parseHex(hex));
  }

  private static SeriesMessage longs(String dataType, long... values) {
    ByteBuffer out = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      out.putLong(value);
    }
    return series(dataType, out.array());
  }

  private static SeriesMessage series(String dataType, byte[] data) {
    return SeriesMessage.newBuilder()
        .setDataType(dataType)
        .setData(ByteString.copyFrom(data))
        .build();
  }
}
