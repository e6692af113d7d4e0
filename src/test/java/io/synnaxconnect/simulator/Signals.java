package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The frames about created, renamed and deleted channels (protocol section 9). */
final class Signals {

  private Signals() {}

  static RelayFrame set(List<Channel> channels) {
    ByteArrayOutputStream samples = new ByteArrayOutputStream();
    channels.forEach(channel -> addText(samples, json(channel)));
    return frame(
        BuiltInChannels.CHANNEL_SET, DataType.JSON, samples.toByteArray(), channels.size());
  }

  static RelayFrame delete(List<Channel> channels) {
    ByteArrayOutputStream samples = new ByteArrayOutputStream();
    channels.forEach(channel -> samples.writeBytes(littleEndian((int) channel.key())));
    return frame(
        BuiltInChannels.CHANNEL_DELETE, DataType.UINT32, samples.toByteArray(), channels.size());
  }

  /** Adds a text with its length before it. */
  static void addText(ByteArrayOutputStream samples, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    samples.writeBytes(littleEndian(utf8.length));
    samples.writeBytes(utf8);
  }

  static RelayFrame frame(long key, DataType type, byte[] data, int samples) {
    return new RelayFrame(List.of(new LiveSeries(key, type, data, samples, 0, 0, 0)), 0);
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static String json(Channel channel) {
    boolean calculatedIndex = channel.isIndex() && channel.isVirtual();
    return ("{\"data_type\":%s,\"expression\":%s,\"index\":%d,\"internal\":%b,\"is_index\":%b,"
            + "\"key\":%d,\"leaseholder\":%d,\"name\":%s,\"operations\":%s,\"virtual\":%b}")
        .formatted(
            Json.quote(channel.dataTypeName()),
            Json.quote(channel.expression()),
            channel.indexKey(),
            channel.isInternal(),
            channel.isIndex(),
            channel.key(),
            Channels.leaseholder(channel),
            Json.quote(channel.name()),
            calculatedIndex ? "null" : "[]",
            channel.isVirtual());
  }
}
