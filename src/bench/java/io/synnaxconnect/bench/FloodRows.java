package io.synnaxconnect.bench;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
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

  private final Channel index = channel(0, FrameFlood.INDEX_NAME, DataType.TIMESTAMP);
  private final List<Channel> channels;
  private final IndexGroup group;

  /** Frames of so many channels beside the index. */
  FloodRows(int channelCount) {
    channels =
        IntStream.rangeClosed(1, channelCount)
            .mapToObj(i -> channel(i, "signal_" + i, DataType.FLOAT64))
            .toList();
    group = new IndexGroup(index, channels);
  }

  private static Channel channel(int slot, String name, DataType type) {
    return new Channel(
        FrameFlood.INDEX_KEY + slot,
        name,
        type.wireName(),
        FrameFlood.INDEX_KEY,
        slot == 0,
        false,
        false,
        "");
  }

  /** Rows of frames that follow each other. */
  static List<Rows> blocks(int channels, int rows, int count) {
    FloodFrames frames = new FloodFrames(channels, rows);
    FloodRows flood = new FloodRows(channels);
    List<Rows> blocks = new ArrayList<>();
    for (int block = 0; block < count; block++) {
      blocks.add(flood.of(frames.next(), rows));
    }
    return blocks;
  }

  /** One row with this timestamp. */
  Rows row(long stampNanos) {
    byte[] frame = new FloodFrames(channels.size(), 1).next();
    ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putLong(HEADER_BYTES, stampNanos);
    return of(frame, 1);
  }

  /** The rows of a decoded frame, whose series come in order of key. */
  Rows of(Frame frame) {
    List<Rows.Column> columns = new ArrayList<>(channels.size());
    for (int i = 0; i < channels.size(); i++) {
      columns.add(new Rows.Column(channels.get(i), frame.seriesAt(i + 1), 0));
    }
    Rows.Column stamps = new Rows.Column(index, frame.seriesAt(0), 0);
    int rows = stamps.series().sampleCount();
    return Rows.indexed(group, stamps, columns, rows, stamps.series().longAt(0));
  }

  private Rows of(byte[] frame, int rows) {
    List<Rows.Column> columns = new ArrayList<>(channels.size());
    for (int i = 0; i < channels.size(); i++) {
      columns.add(column(channels.get(i), i + 1, frame, rows));
    }
    Rows.Column stamps = column(index, 0, frame, rows);
    return Rows.indexed(group, stamps, columns, rows, stamps.series().longAt(0));
  }

  private static Rows.Column column(Channel channel, int slot, byte[] frame, int rows) {
    int bytes = rows * Long.BYTES;
    ByteBuffer data =
        ByteBuffer.wrap(frame, HEADER_BYTES + slot * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
    DataType type = slot == 0 ? DataType.TIMESTAMP : DataType.FLOAT64;
    return new Rows.Column(
        channel, Series.fixed(type, data, Alignment.of(1, 0), TimeRange.ZERO), 0);
  }
}
