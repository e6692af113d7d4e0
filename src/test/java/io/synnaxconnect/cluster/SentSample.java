package io.synnaxconnect.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What the source of the telemetry says about one sample.
 *
 * @param timestampNanos since 1970
 * @param value a Long, Double, String or byte text; see {@link Values}
 */
public record SentSample(String channel, long timestampNanos, @Nullable Object value) {}
