package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What one record is. Whoever decides by the format asks for a fact here and compares no constants,
 * so that a new format is a change of few files.
 */
public enum RecordFormat {
  /** One sample of one channel. */
  SAMPLE(Content.SAMPLE, false, "synnax.${data_type}"),
  /** A run of samples of one channel, as arrays. */
  SERIES(Content.RUN, false, "synnax.series.${data_type}"),
  /** A run of samples of one channel, as the bytes that the cluster sent. */
  PACKED(Content.RUN, true, "synnax.packed"),
  /** One timestamp of an index group with a field for each of its channels. */
  ROW(Content.ROW, false, "synnax.row.${index}");

  /** Which samples are together in one record. */
  public enum Content {
    /** One sample. */
    SAMPLE,
    /** Consecutive samples of one channel, at most those of one frame. */
    RUN,
    /** The samples of all channels of an index group at one timestamp. */
    ROW
  }

  private final Content content;
  private final boolean keepsBytes;
  private final String defaultTopic;

  RecordFormat(Content content, boolean keepsBytes, String defaultTopic) {
    this.content = content;
    this.keepsBytes = keepsBytes;
    this.defaultTopic = defaultTopic;
  }

  /** Which samples are together in one record. */
  public Content content() {
    return content;
  }

  /** Whether values are the bytes that the cluster sent, so that no setting can change them. */
  public boolean keepsBytes() {
    return keepsBytes;
  }

  /** The topic template with which every topic has one value schema, see {@link TopicNamer}. */
  public String defaultTopic() {
    return defaultTopic;
  }

  /** Names the value schema of a channel's records; equal names are equal schemas. */
  String schemaOf(Channel channel, @Nullable Channel index) {
    return switch (this) {
      case SAMPLE, SERIES -> channel.dataTypeName();
      case PACKED -> "packed series";
      case ROW -> "rows of '" + (index == null ? channel : index).name() + "'";
    };
  }
}
