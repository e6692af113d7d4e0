package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Channels and rows of chosen values, written in the bytes of the wire. */
public final class SampleSeries {

  public static final Channel INDEX = channel(1, "time", DataType.TIMESTAMP, 1);

  private SampleSeries() {}

  /** Options of {@code record.format=sample} with the sizes that are the default. */
  static RecordOptions options(
      String topic,
      RecordOptions.RecordKey key,
      RecordOptions.RecordTimestamp timestamp,
      boolean headers,
      ValueOptions values) {
    return new RecordOptions(
        RecordFormat.SAMPLE,
        topic,
        key,
        timestamp,
        headers,
        values,
        RecordSizes.DEFAULT,
        "",
        RecordFields.DEFAULT,
        Long.MAX_VALUE);
  }

  public static Channel channel(long key, String name, DataType dataType, long indexKey) {
    boolean isIndex = key == indexKey;
    return new Channel(key, name, dataType.wireName(), indexKey, isIndex, indexKey == 0, false, "");
  }

  public static Series of(DataType dataType, Object... samples) {
    ByteBuffer data = ByteBuffer.allocate(1 << 17).order(ByteOrder.LITTLE_ENDIAN);
    for (Object sample : samples) {
      put(data, dataType, sample);
    }
    data.flip();
    return dataType.isVariable()
        ? Series.variable(dataType, data, Alignment.ZERO, TimeRange.ZERO)
        : Series.fixed(dataType, data, Alignment.ZERO, TimeRange.ZERO);
  }

  private static void put(ByteBuffer data, DataType dataType, Object sample) {
    switch (dataType) {
      case INT8, UINT8 -> data.put(((Number) sample).byteValue());
      case INT16, UINT16 -> data.putShort(((Number) sample).shortValue());
      case INT32, UINT32 -> data.putInt(((Number) sample).intValue());
      case INT64, UINT64, TIMESTAMP -> data.putLong(((Number) sample).longValue());
      case FLOAT32 -> data.putFloat((Float) sample);
      case FLOAT64 -> data.putDouble((Double) sample);
      case BOOLEAN -> data.put((byte) ((Boolean) sample ? 1 : 0));
      case UUID -> putUuid(data, (UUID) sample);
      case STRING, JSON, BYTES -> {
        byte[] bytes =
            sample instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) sample;
        data.putInt(bytes.length).put(bytes);
      }
    }
  }

  private static void putUuid(ByteBuffer data, UUID uuid) {
    data.order(ByteOrder.BIG_ENDIAN)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Rows of one indexed channel, one second apart from {@code firstNanos}. */
  public static Rows rows(Channel channel, Series series, long firstNanos, long receivedNanos) {
    Object[] stamps = new Object[series.sampleCount()];
    for (int i = 0; i < stamps.length; i++) {
      stamps[i] = firstNanos + i * 1_000_000_000L;
    }
    return Rows.indexed(
        new IndexGroup(INDEX, List.of(channel)),
        new Rows.Column(INDEX, of(DataType.TIMESTAMP, stamps), 0),
        List.of(new Rows.Column(channel, series, 0)),
        series.sampleCount(),
        receivedNanos);
  }
}
