package io.synnaxconnect.bench;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The rows that frames of {@link FloodFrames} hold. */
final class FloodRows {

  private static final int HEADER_BYTES = 17;

  private FloodRows() {}

  /** Rows of frames that follow each other. */
  static List<Rows> blocks(int channels, int rows, int count) {
    FloodFrames frames = new FloodFrames(channels, rows);
    Channel index = channel(FrameFlood.INDEX_KEY, FrameFlood.INDEX_NAME, DataType.TIMESTAMP);
    List<Channel> data =
        IntStream.rangeClosed(1, channels)
            .mapToObj(i -> channel(FrameFlood.INDEX_KEY + i, "signal_" + i, DataType.FLOAT64))
            .toList();
    IndexGroup group = new IndexGroup(index, data);
    List<Rows> blocks = new ArrayList<>();
    for (int block = 0; block < count; block++) {
      byte[] frame = frames.next();
      List<Rows.Column> columns = new ArrayList<>();
      for (int i = 0; i < channels; i++) {
        columns.add(column(data.get(i), frame, i + 1, rows));
      }
      Rows.Column stamps = column(index, frame, 0, rows);
      blocks.add(Rows.indexed(group, stamps, columns, rows, stamps.series().longAt(0)));
    }
    return blocks;
  }

  private static Channel channel(long key, String name, DataType type) {
    boolean isIndex = key == FrameFlood.INDEX_KEY;
    return new Channel(key, name, type.wireName(), FrameFlood.INDEX_KEY, isIndex, false, false, "");
  }

  private static Rows.Column column(Channel channel, byte[] frame, int slot, int rows) {
    int bytes = rows * Long.BYTES;
    ByteBuffer data =
        ByteBuffer.wrap(frame, HEADER_BYTES + slot * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
    DataType type = channel.key() == FrameFlood.INDEX_KEY ? DataType.TIMESTAMP : DataType.FLOAT64;
    return new Rows.Column(
        channel, Series.fixed(type, data, Alignment.of(1, 0), TimeRange.ZERO), 0);
  }
}
