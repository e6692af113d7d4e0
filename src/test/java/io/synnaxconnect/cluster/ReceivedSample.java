package io.synnaxconnect.cluster;

import org.jspecify.annotations.Nullable;

/**
 * One sample, read from a record in Kafka.
 *
 * @param schemaId registry's id of the value's schema
 * @param recordKey key of the record, which other samples may share
 * @param recordTimestampMillis Kafka's own timestamp of the record
 * @param beginsRecord whether it is the first of its record
 * @param late whether the record has the header of rows that come after newer ones
 * @param timestampNanos of the sample, since 1970
 * @param value in Avro's types: Integer, Long, Float, Double, BigDecimal, String, ByteBuffer, null
 */
public record ReceivedSample(
    String topic,
    int schemaId,
    @Nullable String recordKey,
    long recordTimestampMillis,
    boolean beginsRecord,
    boolean late,
    String channel,
    long timestampNanos,
    @Nullable Object value) {}
