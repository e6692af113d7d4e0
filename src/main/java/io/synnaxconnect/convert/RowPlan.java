package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the rows of a set of channels: two channels that share a field, two indexes
 * that share a schema, rows or schemas that are too large. Made for each list of channels, since a
 * channel may be created again under its name. Other formats have no such problems.
 */
public final class RowPlan {

  /**
   * A field in the Avro schema of a row, as a registry stores it, without names: with its union,
   * default and parameters, and with a backslash before each quotation mark.
   */
  private static final int FIELD_SCHEMA_BYTES = 240;

  /** The same of a type with a name and parameters of its own, such as a decimal. */
  private static final int NAMED_FIELD_SCHEMA_BYTES = 420;

  /** The rows of one group. */
  private static final class Group {
    final Map<String, Channel> byField = new HashMap<>();
    int recordBytes;
    int schemaBytes;

    Group(int recordBytes) {
      this.recordBytes = recordBytes;
    }
  }

  private final RecordOptions options;
  private final TopicRules topics;
  private final Map<String, Long> groupOfSchema = new HashMap<>();
  private final Map<Long, Group> groups = new HashMap<>();

  /** A plan without channels. */
  public RowPlan(RecordOptions options) {
    this.options = options;
    this.topics = TopicRules.of(options);
  }

  private int overheadBytes(Channel naming, @Nullable Channel index) {
    return new ChannelTemplate(naming, index, "", options, topics).overheadBytes();
  }

  /**
   * Adds a channel of known data type.
   *
   * @return why it cannot be in a row, with a remedy, or null if it was added
   */
  public @Nullable String add(Channel channel, @Nullable Channel index) {
    if (options.format().content() != RecordFormat.Content.ROW) {
      return null;
    }
    Channel naming = index == null ? channel : index;
    long owner = groupOfSchema.computeIfAbsent(RowFieldNames.ofRows(naming), x -> naming.key());
    if (owner != naming.key()) {
      return "rows of another index have the name '"
          + naming.shownName()
          + "' and so the same schema; rename one of the two";
    }
    Group group =
        groups.computeIfAbsent(naming.key(), key -> new Group(overheadBytes(naming, index)));
    String field = RowFieldNames.of(channel, options.fields().rowNames());
    Channel other = group.byField.get(RowFieldNames.folded(field));
    if (other != null) {
      return "in rows its field '%s' is that of channel '%s', if case does not count; set"
              .formatted(field, other.shownName())
          + " row.field.names=channel_key, or rename one of the two";
    }
    String problem = tooWide(group, channel, field, naming);
    if (problem == null) {
      group.byField.put(RowFieldNames.folded(field), channel);
      group.recordBytes += RowTemplate.fixedBytes(channel);
      group.schemaBytes += schemaBytes(channel, field);
    }
    return problem;
  }

  private @Nullable String tooWide(Group group, Channel channel, String field, Channel naming) {
    int maxBytes = options.sizes().maxBytes();
    int recordBytes = group.recordBytes + RowTemplate.fixedBytes(channel);
    int schemaBytes = group.schemaBytes + schemaBytes(channel, field);
    if (Math.max(recordBytes, schemaBytes) <= maxBytes) {
      return null;
    }
    return "with it the rows of '%s' have %d channels, which need %d bytes in a record and %d in the"
            .formatted(naming.shownName(), group.byField.size() + 1, recordBytes, schemaBytes)
        + " record of a schema registry, and record.max.bytes=%d; choose fewer channels or another"
            .formatted(maxBytes)
        + " record.format, or raise it together with the limits of Kafka and of the registry";
  }

  private int schemaBytes(Channel channel, String field) {
    DataType type = Objects.requireNonNull(channel.dataType());
    boolean isNamed = ValueSchemas.of(type, options.values()).name() != null;
    return (isNamed ? NAMED_FIELD_SCHEMA_BYTES : FIELD_SCHEMA_BYTES)
        + field.length()
        + channel.name().getBytes(StandardCharsets.UTF_8).length;
  }
}
