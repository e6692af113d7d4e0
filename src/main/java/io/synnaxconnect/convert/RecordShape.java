package io.synnaxconnect.convert;

/**
 * How many records some rows become, so that rows can be cut before they are converted. Records
 * that are split because of their size alone count once.
 *
 * @param maxRows maximum number of rows in one record
 * @param perChannel whether each channel has its own records
 */
public record RecordShape(int maxRows, boolean perChannel) {

  /** One record per sample. */
  public static final RecordShape SAMPLE = new RecordShape(1, true);

  /** Records of {@code rows} rows of {@code channels} channels. */
  public long recordCount(int rows, int channels) {
    long runs = (rows + maxRows - 1L) / maxRows;
    return runs * recordsPerRun(channels);
  }

  /** How many rows make at most {@code records} records, for at least one channel. */
  public long rowCount(long records, int channels) {
    return records / recordsPerRun(channels) * maxRows;
  }

  private int recordsPerRun(int channels) {
    return perChannel ? channels : Math.min(1, channels);
  }
}
