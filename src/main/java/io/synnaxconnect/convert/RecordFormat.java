package io.synnaxconnect.convert;

/** What one record is. */
public enum RecordFormat {
  /** One sample of one channel. */
  SAMPLE("synnax.${data_type}"),
  /** A run of samples of one channel, as arrays. */
  SERIES("synnax.series.${data_type}"),
  /** A run of samples of one channel, as the bytes that the cluster sent. */
  PACKED("synnax.packed"),
  /** One timestamp of an index group with a field for each of its channels. */
  ROW("synnax.row.${index}");

  private final String defaultTopic;

  RecordFormat(String defaultTopic) {
    this.defaultTopic = defaultTopic;
  }

  /** The topic template with which every topic has one value schema, see {@link TopicNamer}. */
  public String defaultTopic() {
    return defaultTopic;
  }
}
