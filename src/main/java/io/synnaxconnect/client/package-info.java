/**
 * A Synnax client over gRPC: login, channels, live frames, history. Knows nothing of Kafka, and can
 * be used without it: {@code docs/streaming-client.md} is the guide.
 */
@NullMarked
package io.synnaxconnect.client;

import org.jspecify.annotations.NullMarked;
