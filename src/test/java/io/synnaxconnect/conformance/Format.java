package io.synnaxconnect.conformance;

/** What one record holds. */
enum Format {
  SAMPLE,
  SERIES,
  PACKED,
  ROW
}
