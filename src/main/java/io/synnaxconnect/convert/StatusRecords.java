package io.synnaxconnect.convert;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What happens to the tasks of a connector, as records. */
public final class StatusRecords {

  static final Schema STATUS =
      SchemaBuilder.struct()
          .name(SampleSchemas.NAMESPACE + "Status")
          .field("cluster_key", Schema.OPTIONAL_STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("task", Schema.STRING_SCHEMA)
          .field("timestamp", SampleSchemas.NANO_TIMESTAMP)
          .field("kind", Schema.STRING_SCHEMA)
          .field("severity", Schema.STRING_SCHEMA)
          .field("subject", Schema.OPTIONAL_STRING_SCHEMA)
          .field("message", Schema.STRING_SCHEMA)
          .build();

  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final String topic;
  private final String connector;
  private final String task;

  /** Records of one task into one topic. */
  public StatusRecords(String topic, String connector, String task) {
    this.topic = topic;
    this.connector = connector;
    this.task = task;
  }

  /** The record of an event; its key is the task, so that the order of a task is kept. */
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
    return new SourceRecord(
        SidePartition.STATUS,
        SidePartition.OFFSET,
        topic,
        null,
        Schema.STRING_SCHEMA,
        connector + "/" + task,
        STATUS,
        value,
        Math.floorDiv(event.timestampNanos(), NANOS_PER_MILLI));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
