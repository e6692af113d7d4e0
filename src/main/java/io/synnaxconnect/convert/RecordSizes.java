package io.synnaxconnect.convert;

/**
 * How large records may become.
 *
 * @param seriesMaxSamples maximum number of samples in a record of {@link RecordFormat#SERIES}
 * @param maxBytes maximum size of a record in bytes, as Avro writes it: key, value and headers
 * @param oversize what happens to a value that alone is too large
 */
public record RecordSizes(int seriesMaxSamples, int maxBytes, Oversize oversize) {

  /** A thousand samples, and room below the megabyte that producers send by default. */
  public static final RecordSizes DEFAULT = new RecordSizes(1_000, 900_000, Oversize.FAIL);

  /** What happens to a value that alone is too large for a record. */
  public enum Oversize {
    /** The task fails. */
    FAIL,
    /** It is omitted and counted. */
    SKIP,
    /** Text and bytes are cut, which a header shows; json is omitted. Both are counted. */
    TRUNCATE
  }
}
