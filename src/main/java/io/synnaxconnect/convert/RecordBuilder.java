package io.synnaxconnect.convert;

/** Makes records of one format. */
interface RecordBuilder {

  /** Adds the records of a row block to it, all with the offset before it. */
  void build(RowConversion conversion);
}
