package io.synnaxconnect.convert;

/**
 * Upper bounds of the size of values in a record. The bounds that only split records also cover
 * JSON; those that refuse a single value are those of Avro, whose lengths are variable-length
 * integers.
 */
final class RecordBytes {

  /** UTF-8 needs at most three bytes for each UTF-16 unit. */
  static final int MAX_PER_CHAR = 3;

  /** A sample of fixed width and its timestamp, in any form, as JSON. */
  static final int FIXED_SAMPLE = 80;

  /** What a text or bytes value needs beside its bytes, with its timestamp, as JSON. */
  static final int VARIABLE_SAMPLE = 48;

  /**
   * What a text or bytes value needs beside its bytes, as Avro: the union's branch and a length.
   */
  static final int LENGTH = 6;

  /** A value of fixed width, in any form, as Avro with the union's branch. */
  static final int FIXED_VALUE = 40;

  private RecordBytes() {}
}
