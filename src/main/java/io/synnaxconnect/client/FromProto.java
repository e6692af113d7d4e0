package io.synnaxconnect.client;

import io.synnaxconnect.client.codec.MalformedFrameException;
import io.synnaxconnect.proto.FrameMessage;
import io.synnaxconnect.proto.LoginClusterInfo;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.proto.SeriesMessage;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.FrameChannels;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Converts Protobuf answers to our own values. */
final class FromProto {

  private FromProto() {}

  static ClusterInfo clusterInfo(LoginClusterInfo info) {
    return new ClusterInfo(info.getClusterKey(), info.getNodeVersion(), info.getNodeTime());
  }

  static ServerVersion version(LoginResponse login) {
    return new ServerVersion(login.getClusterInfo().getNodeVersion());
  }

  /**
   * A frame as servers before 0.56 send it: each series names its own type. Views, no copies.
   *
   * @param channels passed on to the frame
   * @throws MalformedFrameException with the number of the series as position
   */
  static Frame frame(FrameMessage message, FrameChannels channels) throws MalformedFrameException {
    int count = message.getSeriesCount();
    if (message.getKeysCount() != count) {
      throw new MalformedFrameException(
          0, message.getKeysCount() + " channel keys for " + count + " series");
    }
    if (count == 0) {
      return Frame.EMPTY;
    }
    long[] channelKeys = new long[count];
    List<Series> series = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      channelKeys[i] = Integer.toUnsignedLong(message.getKeys(i));
      series.add(series(i, message.getSeries(i)));
    }
    return Frame.of(channelKeys, series, message.getSerializedSize(), channels);
  }

  private static Series series(int i, SeriesMessage message) throws MalformedFrameException {
    DataType type = DataType.ofWireName(message.getDataType());
    if (type == null) {
      throw new MalformedFrameException(i, "series of unknown type " + message.getDataType());
    }
    ByteBuffer data = message.getData().asReadOnlyByteBuffer();
    Alignment alignment = new Alignment(message.getAlignment());
    TimeRange timeRange =
        TimeRange.ofNanos(message.getTimeRange().getStart(), message.getTimeRange().getEnd());
    try {
      return type.isVariable()
          ? Series.variable(type, data, alignment, timeRange)
          : Series.fixed(type, data, alignment, timeRange);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException(i, String.valueOf(e.getMessage()));
    }
  }
}
