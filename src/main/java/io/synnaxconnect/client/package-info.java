/** A Synnax client over gRPC: login, channels, live frames, history. Knows nothing of Kafka. */
@NullMarked
package io.synnaxconnect.client;

import org.jspecify.annotations.NullMarked;
