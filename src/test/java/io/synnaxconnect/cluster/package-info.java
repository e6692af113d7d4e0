/** Broker, Connect workers and schema registry as real processes on free loopback ports. */
@NullMarked
package io.synnaxconnect.cluster;

import org.jspecify.annotations.NullMarked;
