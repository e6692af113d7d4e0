package io.synnaxconnect.convert;

/**
 * Which fields a record has beside those of its format, and what the fields of rows are called.
 *
 * @param rowNames names of the fields of rows
 * @param time the form of a second time field
 * @param origin whether keys of cluster, index and channel are fields
 */
public record RecordFields(RowNames rowNames, TimeForm time, boolean origin) {

  /** No other fields; a field of a row is called as its channel. */
  public static final RecordFields DEFAULT =
      new RecordFields(RowNames.CHANNEL, TimeForm.NONE, false);

  /** What the field of a channel is called in a row. */
  public enum RowNames {
    /** As the channel if that name is legal, else with its key appended. */
    CHANNEL,
    /** As the channel, always with its key appended. */
    CHANNEL_KEY
  }

  /** The form of a time field beside the timestamp in nanoseconds. */
  public enum TimeForm {
    /** There is none. */
    NONE,
    /** Connect's Timestamp, in milliseconds. */
    CONNECT,
    /** INT64, microseconds since the Unix epoch. */
    MICROS,
    /** ISO-8601 in UTC, with as many decimals as needed. */
    ISO
  }
}
