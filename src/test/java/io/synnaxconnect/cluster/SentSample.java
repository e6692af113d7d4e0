package io.synnaxconnect.cluster;

/**
 * What the source of the telemetry says about one sample.
 *
 * @param timestampNanos since 1970
 * @param value as {@link Values#text} has it
 */
public record SentSample(String channel, long timestampNanos, String value) {}
