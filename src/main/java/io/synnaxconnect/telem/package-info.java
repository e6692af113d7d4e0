/**
 * Plain values of Synnax telemetry: channels, series, frames, times. Knows neither Kafka nor gRPC.
 */
@NullMarked
package io.synnaxconnect.telem;

import org.jspecify.annotations.NullMarked;
