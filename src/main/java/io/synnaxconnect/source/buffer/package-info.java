/**
 * What the reader received and the poll thread has not drained: bounded by bytes, in order per
 * group.
 */
@NullMarked
package io.synnaxconnect.source.buffer;

import org.jspecify.annotations.NullMarked;
