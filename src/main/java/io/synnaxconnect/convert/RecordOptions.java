package io.synnaxconnect.convert;

/**
 * How samples become records.
 *
 * @param format what one record is
 * @param topicTemplate see {@link TopicRules}
 * @param recordKey what the record key is
 * @param recordTimestamp which time the record timestamp is
 * @param headers whether every record has headers that name its origin
 * @param values how values are represented
 * @param sizes how large records may become
 * @param deadLetterTopic the topic of samples that cannot be converted, empty for none
 * @param fields which fields a record has beside those of its format
 * @param timestampMaxAgeMillis how old a sample may be whose time becomes the record timestamp
 */
public record RecordOptions(
    RecordFormat format,
    String topicTemplate,
    RecordKey recordKey,
    RecordTimestamp recordTimestamp,
    boolean headers,
    ValueOptions values,
    RecordSizes sizes,
    String deadLetterTopic,
    RecordFields fields,
    long timestampMaxAgeMillis) {

  /** One record per sample, one topic per data type, key is the channel's name. */
  public static final RecordOptions DEFAULT = of(RecordFormat.SAMPLE);

  /** The defaults of a format. */
  public static RecordOptions of(RecordFormat format) {
    return new RecordOptions(
        format,
        format.defaultTopic(),
        RecordKey.CHANNEL,
        RecordTimestamp.SAMPLE,
        false,
        ValueOptions.DEFAULT,
        RecordSizes.DEFAULT,
        "",
        RecordFields.DEFAULT,
        Long.MAX_VALUE);
  }

  /** What the record key is; of a row that of its index. */
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
    /** That of the (first) sample in milliseconds if Kafka accepts it, else that of receipt. */
    SAMPLE,
    /** That of receipt. */
    RECEIVE
  }
}
