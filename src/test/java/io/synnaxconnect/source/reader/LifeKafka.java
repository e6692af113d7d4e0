package io.synnaxconnect.source.reader;

import io.synnaxconnect.delivery.Dice;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.TimeStamp;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What reached Kafka of all groups, and the offsets that Connect has stored. */
final class LifeKafka {

  private final LifeWorld world;
  private final boolean transactional;
  private final Map<Map<String, ?>, LifeLog> logs = new HashMap<>();
  private long appended;

  LifeKafka(LifeWorld world, boolean transactional) {
    this.world = world;
    this.transactional = transactional;
  }

  void append(SourceRecord record) {
    LifeLog log = logs.computeIfAbsent(record.sourcePartition(), p -> new LifeLog(transactional));
    long key = record.key() instanceof Long channel ? channel : 0;
    LifeRow row = key == 0 ? null : world.row(sequenceOf(record));
    appended += row == null ? 0 : 1;
    // Dead letters have no order, and no headers.
    boolean late =
        record.topic().equals(LifeSettings.DEAD_LETTERS)
            || record.headers().lastWithName("synnax.late") != null;
    Map<String, ?> offset = record.sourceOffset();
    log.append(new LifeLog.Entry(row, key == 0 ? 0 : LifeGroup.placeOf(key), late, offset));
    world.time.trace(() -> "append " + (late ? "late " : "") + row + " " + offset);
    if (row != null) {
      check(record, key, row);
    }
  }

  /** How many samples have reached Kafka, heartbeats and gaps not counted. */
  long appended() {
    return appended;
  }

  private void check(SourceRecord record, long key, LifeRow row) {
    boolean isBad = record.topic().equals(LifeSettings.DEAD_LETTERS);
    long stampNanos = ((Struct) record.value()).getInt64("timestamp");
    if (!world.groupOf(key).equals(row.group)
        || stampNanos != row.stampNanos
        || (isBad && row.isConvertible)) {
      throw new AssertionError("Not as it was written: " + row + " became " + record);
    }
  }

  private static long sequenceOf(SourceRecord record) {
    Struct value = (Struct) record.value();
    if (record.topic().equals(LifeSettings.DEAD_LETTERS)) {
      return LifeRow.sequenceOf(new String(value.getBytes("raw"), StandardCharsets.ISO_8859_1));
    }
    return value.get("value") instanceof String text
        ? LifeRow.sequenceOf(text)
        : value.getInt64("value");
  }

  /** Between two polls: the producer progresses, and now and then Connect stores offsets. */
  void progress() {
    Dice dice = world.dice;
    logs.values().forEach(log -> log.acknowledge(dice));
    if (dice.percent(30)) {
      logs.values().forEach(LifeLog::commit);
    }
  }

  /** The task dies. What Kafka has after the stored offsets comes again, or is undone. */
  void crash() {
    logs.values().forEach(log -> log.crash(world.dice));
  }

  Map<Map<String, ?>, Map<String, Object>> stored() {
    Map<Map<String, ?>, Map<String, Object>> stored = new HashMap<>();
    logs.forEach(
        (partition, log) -> {
          Map<String, ?> offset = log.committed();
          if (offset != null) {
            stored.put(partition, Map.copyOf(offset));
          }
        });
    return stored;
  }

  /** When the connector first started, as far as Connect knows. */
  @Nullable TimeStamp since() {
    TimeStamp since = null;
    for (Map<String, Object> offset : stored().values()) {
      TimeStamp one = SourceOffset.fromMap(offset).since();
      since = since == null || (one != null && one.compareTo(since) < 0) ? one : since;
    }
    return since;
  }
}
