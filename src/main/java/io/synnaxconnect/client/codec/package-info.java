/** Bytes to frames. Knows neither gRPC nor protobuf. */
@NullMarked
package io.synnaxconnect.client.codec;

import org.jspecify.annotations.NullMarked;
