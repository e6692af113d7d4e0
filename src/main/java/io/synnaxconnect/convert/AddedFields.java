package io.synnaxconnect.convert;

import io.synnaxconnect.convert.RecordFields.TimeForm;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.TimeStamp;
import java.util.Date;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * The fields that settings add to the records of every format. They are optional, so that adding or
 * removing one is compatible, and each form of the time has a name of its own, so that none is
 * taken for another.
 */
final class AddedFields {

  private static final String TIME = "time";
  private static final String TIME_MICROS = "time_micros";
  private static final String TIME_ISO = "time_iso";
  private static final String CLUSTER_KEY = "cluster_key";
  private static final String INDEX_KEY = "index_key";
  private static final String CHANNEL_KEY = "channel_key";

  /** Their numbers in Protobuf begin here, whatever fields are before them. */
  private static final int FIRST_TAG = 11;

  /** The names of all of them. */
  static final List<String> NAMES =
      List.of(TIME, TIME_MICROS, TIME_ISO, CLUSTER_KEY, INDEX_KEY, CHANNEL_KEY);

  /**
   * Keys that identify where a record comes from.
   *
   * @param indexKey null for a channel without an index
   */
  record Keys(String clusterKey, @Nullable Long indexKey, Long channelKey) {

    static Keys of(String clusterKey, @Nullable Channel index, Channel channel) {
      return new Keys(clusterKey, index == null ? null : index.key(), channel.key());
    }
  }

  private final TimeForm form;
  private final @Nullable Field time;
  private final @Nullable Field clusterKey;
  private final @Nullable Field indexKey;
  private final @Nullable Field channelKey;

  /** The fields that {@link #addTo} added to a schema. */
  AddedFields(Schema schema, RecordFields options) {
    this.form = options.time();
    this.time = find(schema, timeName(form));
    this.clusterKey = find(schema, CLUSTER_KEY);
    this.indexKey = find(schema, INDEX_KEY);
    this.channelKey = find(schema, CHANNEL_KEY);
  }

  private static @Nullable Field find(Schema schema, String name) {
    return schema.field(name) == null ? null : UnnamedField.of(schema, name);
  }

  private static String timeName(TimeForm form) {
    return switch (form) {
      case NONE -> "";
      case CONNECT -> TIME;
      case MICROS -> TIME_MICROS;
      case ISO -> TIME_ISO;
    };
  }

  /**
   * Adds fields to a schema.
   *
   * @param isRow whether several channels share a record
   */
  static SchemaBuilder addTo(SchemaBuilder schema, RecordFields options, boolean isRow) {
    if (options.time() != TimeForm.NONE) {
      add(schema, timeName(options.time()), time(options.time()));
    }
    if (options.origin()) {
      add(schema, CLUSTER_KEY, SchemaBuilder.string().doc("UUID of the cluster"));
      add(schema, INDEX_KEY, SchemaBuilder.int64().doc("Key of the index, null without one"));
      if (!isRow) {
        add(schema, CHANNEL_KEY, SchemaBuilder.int64().doc("Key of the channel in its cluster"));
      }
    }
    return schema;
  }

  private static SchemaBuilder time(TimeForm form) {
    // Debezium's names: sinks know them.
    return switch (form) {
      case CONNECT, NONE -> Timestamp.builder().doc("The (first) timestamp in milliseconds");
      case MICROS ->
          SchemaBuilder.int64()
              .name("io.debezium.time.MicroTimestamp")
              .version(1)
              .doc("The (first) timestamp in microseconds");
      case ISO ->
          SchemaBuilder.string()
              .name("io.debezium.time.ZonedTimestamp")
              .version(1)
              .doc("The (first) timestamp as ISO-8601");
    };
  }

  private static void add(SchemaBuilder schema, String name, SchemaBuilder field) {
    int tag = FIRST_TAG + NAMES.indexOf(name);
    schema.field(
        name, field.optional().parameter(RowTemplate.PROTOBUF_TAG, Integer.toString(tag)).build());
  }

  /** Fills the fields of one record. */
  void fill(Struct struct, long timestampNanos, Keys keys) {
    put(struct, time(form, timestampNanos), keys);
  }

  /** Fills the fields of one record with a time that {@link #time} made. */
  void put(Struct struct, @Nullable Object recordTime, Keys keys) {
    if (time != null) {
      struct.put(time, recordTime);
    }
    if (clusterKey != null) {
      struct.put(clusterKey, keys.clusterKey());
    }
    if (indexKey != null) {
      struct.put(indexKey, keys.indexKey());
    }
    if (channelKey != null) {
      struct.put(channelKey, keys.channelKey());
    }
  }

  /** The time of a record in the form that settings choose; null if they choose none. */
  static @Nullable Object time(RecordFields options, long nanos) {
    return time(options.time(), nanos);
  }

  @SuppressWarnings("JavaUtilDate") // Connect's Timestamp is a java.util.Date.
  private static @Nullable Object time(TimeForm form, long nanos) {
    return switch (form) {
      case NONE -> null;
      case CONNECT -> new Date(RecordTimes.toMillis(nanos));
      case MICROS -> Math.floorDiv(nanos, 1_000L);
      case ISO -> new TimeStamp(nanos).toString();
    };
  }
}
