/** How much a task carries: the real task in a small JVM against the simulator in another. */
@NullMarked
package io.synnaxconnect.throughput;

import org.jspecify.annotations.NullMarked;
