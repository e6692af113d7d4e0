package io.synnaxconnect.convert;

/**
 * Which fields a record has beside those of its format, and what the fields of rows are called.
 *
 * @param rowNames names of the fields of rows
 */
public record RecordFields(RowNames rowNames) {

  /** No other fields; a field of a row is called as its channel. */
  public static final RecordFields DEFAULT = new RecordFields(RowNames.CHANNEL);

  /** What the field of a channel is called in a row. */
  public enum RowNames {
    /** As the channel if that name is legal, else with its key appended. */
    CHANNEL,
    /** As the channel, always with its key appended. */
    CHANNEL_KEY
  }
}
