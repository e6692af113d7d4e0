package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.convert.SampleSchemas;
import io.synnaxconnect.offset.AssignmentOffset;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Records of the status events of one task. */
public final class StatusRecords {

  static final Schema STATUS =
      SampleSchemas.struct("Status")
          .doc("Something that happened to a task")
          .field("cluster_key", Schema.OPTIONAL_STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("task", Schema.STRING_SCHEMA)
          .field("timestamp", SampleSchemas.nanoTimestamp().doc("When it happened").build())
          .field("kind", SchemaBuilder.string().doc("What happened, one word").build())
          .field("severity", SchemaBuilder.string().doc("info, warn or error").build())
          .field(
              "subject",
              SchemaBuilder.string().optional().doc("Name of the index it is about").build())
          .field("message", SchemaBuilder.string().doc("A sentence").build())
          .build();

  private final String topic;
  private final String connector;
  private final String task;
  private final Map<String, String> sourcePartition;
  private final Map<String, String> sourceOffset;

  /** Records of one topic. Their offset remembers the assignment of the task. */
  public StatusRecords(String topic, String connector, String task, AssignmentOffset assignment) {
    this.topic = topic;
    this.connector = connector;
    this.task = task;
    this.sourcePartition = AssignmentOffset.partition(task);
    this.sourceOffset = assignment.toMap();
  }

  /** The assignment of the task at its last event, or null if there was none. */
  public static @Nullable AssignmentOffset storedAssignment(
      OffsetStorageReader stored, String task) {
    Map<String, String> partition = AssignmentOffset.partition(task);
    Map<String, Object> offset = stored.offsets(List.of(partition)).get(partition);
    return offset == null ? null : AssignmentOffset.fromMap(offset);
  }

  /** The record of an event. Its key is the task, so that events of a task stay in order. */
  public SourceRecord record(StatusEvent event) {
    Struct value =
        new Struct(STATUS)
            .put("cluster_key", orNull(event.clusterKey()))
            .put("connector", connector)
            .put("task", task)
            .put("timestamp", event.timestampNanos())
            .put("kind", event.kind().text())
            .put("severity", event.kind().severity().text())
            .put("subject", orNull(event.subject()))
            .put("message", event.message());
    return SideTopicRecord.of(
        topic,
        connector + "/" + task,
        value,
        sourcePartition,
        sourceOffset,
        event.timestampNanos());
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
