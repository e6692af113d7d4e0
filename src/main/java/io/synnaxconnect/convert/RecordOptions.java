package io.synnaxconnect.convert;

/**
 * How samples become records.
 *
 * @param topicTemplate see {@link TopicNamer}
 * @param recordKey what the record key is
 * @param recordTimestamp which time the record timestamp is
 * @param headers whether every record says where it comes from
 * @param values how values are represented
 */
public record RecordOptions(
    String topicTemplate,
    RecordKey recordKey,
    RecordTimestamp recordTimestamp,
    boolean headers,
    ValueOptions values) {

  /** One topic per data type, key is the channel's name, times are those of the samples. */
  public static final RecordOptions DEFAULT =
      new RecordOptions(
          "synnax.${data_type}",
          RecordKey.CHANNEL,
          RecordTimestamp.SAMPLE,
          false,
          ValueOptions.DEFAULT);

  /** What the record key is. */
  public enum RecordKey {
    /** The channel's name as STRING. */
    CHANNEL,
    /** The number that identifies the channel inside its cluster, as INT64. */
    CHANNEL_KEY,
    /** No key: Kafka spreads records over partitions and the order per channel is lost. */
    NONE
  }

  /** Which time the record timestamp is. */
  public enum RecordTimestamp {
    /** That of the sample in milliseconds, where Kafka takes it; else that of receipt. */
    SAMPLE,
    /** That of receipt. */
    RECEIVE
  }
}
