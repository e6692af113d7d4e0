package io.synnaxconnect.conformance;

import org.jspecify.annotations.Nullable;

/**
 * One sample as an independent reader found it.
 *
 * @param form how the value stands in the record, in the words of Avro or JSON
 * @param value the value in the form of {@link Written#value}, null for null
 */
record ReadSample(String channel, long timestampNanos, String form, @Nullable String value) {}
