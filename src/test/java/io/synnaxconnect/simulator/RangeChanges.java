package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.ColorMessage;
import io.synnaxconnect.proto.RangeMessage;
import io.synnaxconnect.proto.RangePropertyMessage;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Changes ranges, and sends signals of it. */
final class RangeChanges {

  private static final int UUID_BYTES = 16;

  private final Core core;
  private final StoredRanges ranges;

  RangeChanges(Core core) {
    this.core = core;
    this.ranges = core.database().ranges();
  }

  void create(List<RangeMessage> created) {
    ranges.put(created);
    signalSet(created);
  }

  void rename(String key, String name) {
    signalSet(List.of(ranges.rename(key, name)));
  }

  private void signalSet(List<RangeMessage> changed) {
    signal("sy_range_set", DataType.JSON, changed.stream().map(this::json).toList());
  }

  void delete(Collection<String> keys) {
    List<String> deleted = ranges.delete(keys);
    ByteArrayOutputStream samples = new ByteArrayOutputStream();
    for (String key : deleted) {
      UUID uuid = UUID.fromString(key);
      samples.writeBytes(
          ByteBuffer.allocate(UUID_BYTES)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array());
    }
    signal("sy_range_delete", DataType.UUID, samples.toByteArray(), deleted.size());
  }

  void setProperties(List<RangePropertyMessage> pairs) {
    ranges.setProperties(pairs);
    List<String> texts =
        pairs.stream()
            .map(
                pair ->
                    "{\"range\":%s,\"key\":%s,\"value\":%s}"
                        .formatted(
                            Json.quote(pair.getRange()),
                            Json.quote(pair.getKey()),
                            Json.quote(pair.getValue())))
            .toList();
    signal("sy_range_kv_set", DataType.JSON, texts);
  }

  void deleteProperties(String range, List<String> keys) {
    keys.forEach(key -> ranges.deleteProperty(range, key));
    List<String> texts = keys.stream().map(key -> StoredRanges.propertyKey(range, key)).toList();
    signal("sy_range_kv_delete", DataType.STRING, texts);
  }

  void setAliases(String range, Map<Integer, String> names) {
    ranges.setAliases(range, names);
    List<String> texts = new ArrayList<>();
    names.forEach(
        (channel, alias) ->
            texts.add(
                "{\"range\":%s,\"channel\":%s,\"alias\":%s}"
                    .formatted(
                        Json.quote(range), Integer.toUnsignedString(channel), Json.quote(alias))));
    signal("sy_range_alias_set", DataType.JSON, texts);
  }

  void deleteAliases(String range, Collection<Integer> channels) {
    List<String> texts =
        ranges.deleteAliases(range, channels).stream()
            .map(channel -> range + "---" + Integer.toUnsignedString(channel))
            .toList();
    signal("sy_range_alias_delete", DataType.STRING, texts);
  }

  private String json(RangeMessage range) {
    return "{\"key\":%s,\"name\":%s,\"time_range\":{\"start\":\"%d\",\"end\":\"%d\"}%s}"
        .formatted(
            Json.quote(range.getKey()),
            Json.quote(range.getName()),
            range.getTimeRange().getStart(),
            range.getTimeRange().getEnd(),
            color(range));
  }

  private String color(RangeMessage range) {
    if (core.profile().omitsMissingColors() && !range.hasColor()) {
      return "";
    }
    ColorMessage color = range.getColor();
    double alpha = color.getAlpha();
    return ",\"color\":{\"r\":%d,\"g\":%d,\"b\":%d,\"a\":%s}"
        .formatted(
            color.getRed(),
            color.getGreen(),
            color.getBlue(),
            alpha == Math.rint(alpha) ? Long.toString((long) alpha) : Double.toString(alpha));
  }

  private void signal(String channel, DataType type, List<String> texts) {
    ByteArrayOutputStream samples = new ByteArrayOutputStream();
    texts.forEach(text -> Signals.addText(samples, text));
    signal(channel, type, samples.toByteArray(), texts.size());
  }

  private void signal(String name, DataType type, byte[] data, int samples) {
    if (samples > 0) {
      Channel channel = core.channels().findByName(name).orElseThrow();
      core.relay().publish(Signals.frame(channel.key(), type, data, samples));
    }
  }

  /** A message of a range as tests describe it. */
  static RangeMessage message(String key, String name, long startNanos, long endNanos) {
    RangeMessage.Builder range =
        RangeMessage.newBuilder().setKey(Objects.requireNonNull(key)).setName(name);
    range.getTimeRangeBuilder().setStart(startNanos).setEnd(endNanos);
    return range.build();
  }
}
