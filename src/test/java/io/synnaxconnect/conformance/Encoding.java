package io.synnaxconnect.conformance;

/** What a worker's converter makes of records. */
enum Encoding {
  AVRO("Avro"),
  JSON_WITH_SCHEMA("JSON with schema"),
  JSON("JSON");

  private final String title;

  Encoding(String title) {
    this.title = title;
  }

  /** As tables call it. */
  String title() {
    return title;
  }

  boolean isJson() {
    return this != AVRO;
  }
}
